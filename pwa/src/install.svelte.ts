interface InstallEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>
}

export type Platform = 'ios' | 'ios_other' | 'android' | 'mac_safari' | 'firefox' | 'other'

/** Which way of installing to explain. An iPad calls itself a Mac, but Macs have no touch screen. */
export function platformOf(agent: string, touchPoints: number): Platform {
  const apple = /iPhone|iPad|iPod/.test(agent) || (agent.includes('Macintosh') && touchPoints > 1)
  if (apple) return /CriOS|FxiOS|EdgiOS/.test(agent) ? 'ios_other' : 'ios'
  if (agent.includes('Android')) return 'android'
  if (agent.includes('Firefox')) return 'firefox'
  return agent.includes('Macintosh') && !/Chrome|Edg/.test(agent) ? 'mac_safari' : 'other'
}

/** The browser's own offer to install, kept until the person asks for it; never pushed. */
class Install {
  offered = $state.raw<InstallEvent | null>(null)
  done = $state(false)
  readonly platform = platformOf(navigator.userAgent, navigator.maxTouchPoints)
  /** Safari and the app installed from it do not share what they keep. */
  readonly apart = this.platform === 'ios' || this.platform === 'ios_other'

  /** Worth offering before the first night without a network. */
  get possible(): boolean {
    return !this.done && this.platform !== 'firefox' && window.isSecureContext
  }

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
