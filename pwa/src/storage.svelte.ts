/** How much this phone keeps for the app, and whether the browser may clear it on its own. */
class Storage {
  used = $state<number | null>(null)
  kept = $state<boolean | null>(null)
  asked = $state(false)

  async refresh(): Promise<void> {
    this.used = (await navigator.storage?.estimate?.().catch(() => null))?.usage ?? null
    this.kept = (await navigator.storage?.persisted?.().catch(() => null)) ?? null
  }

  /** Browsers decide by themselves, some after asking the person. */
  async keep(): Promise<void> {
    this.kept = (await navigator.storage?.persist?.().catch(() => false)) ?? false
    this.asked = true
  }
}

export const storage = new Storage()
