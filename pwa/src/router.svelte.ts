/** The address is the state: `/nights/2026-11-21` → name `nights`, argument `2026-11-21`. */
class Router {
  path = $state(location.pathname)
  query = $state(new URLSearchParams(location.search))
  hash = $state(location.hash)

  name = $derived(this.path.split('/')[1] ?? '')
  argument = $derived(decodeURIComponent(this.path.split('/')[2] ?? ''))

  start(): void {
    addEventListener('popstate', () => this.#read())
    document.addEventListener('click', (event) => this.#follow(event))
  }

  go(to: string, { replace = false } = {}): void {
    const before = this.name
    history[replace ? 'replaceState' : 'pushState'](null, '', to)
    this.#read()
    // Another screen: keyboard and screen reader begin at its top, not at the link that is gone.
    if (this.name !== before) document.getElementById('main')?.focus({ preventScroll: true })
    if (!replace) scrollTo(0, 0)
  }

  #read(): void {
    this.path = location.pathname
    this.query = new URLSearchParams(location.search)
    this.hash = location.hash
  }

  /** Plain links stay links; only a plain click inside the app is taken over. */
  #follow(event: MouseEvent): void {
    const link = (event.target as Element).closest?.('a[href]') as HTMLAnchorElement | null
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return
    const inApp = link.origin === location.origin && !link.target && !link.hasAttribute('download')
    if (!inApp || /^\/(api|_allauth|admin|mail|visit)\//.test(link.pathname) || link.hash) return
    event.preventDefault()
    this.go(link.pathname + link.search)
  }
}

export const router = new Router()
