const PATIENCE_MS = 10_000

/** A new version waits until the person agrees; then it takes over once, and the page is loaded once anew. */
class Update {
  waiting = $state.raw<ServiceWorker | null>(null)

  accept(): void {
    this.waiting?.postMessage('take-over')
    // A browser may keep the old worker for minutes while it finishes something; a page that is left holds it no
    // longer.
    setTimeout(() => location.reload(), PATIENCE_MS)
  }
}

export const update = new Update()

/**
 * Once the page has loaded: neither the worker nor the code that registers it is among what the first screen waits for.
 */
export function startUpdates(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const begin = () => void import('./worker').then(({ register }) => register()).catch(() => undefined)
  if (document.readyState === 'complete') begin()
  else addEventListener('load', begin, { once: true })
}

/** The site's kill switch: the page itself says that it wants no worker. */
export function workerOff(): boolean {
  return document.querySelector('meta[name="service-worker"][content="off"]') !== null
}
