interface InstallEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>
}

/** The browser's own offer to install, kept until the person asks for it; never pushed. */
class Install {
  offered = $state.raw<InstallEvent | null>(null)
  done = $state(false)
  readonly apple = /iPhone|iPad/.test(navigator.userAgent)

  start(): void {
    this.done = matchMedia('(display-mode: standalone)').matches
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault()
      this.offered = event as InstallEvent
    })
    addEventListener('appinstalled', () => (this.done = true))
  }

  async ask(): Promise<void> {
    const offer = this.offered
    this.offered = null
    if ((await offer?.prompt())?.outcome === 'accepted') this.done = true
  }
}

export const install = new Install()
