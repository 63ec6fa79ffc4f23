import { addresses, endSessions, factors, sessions, type Address, type Factor, type SignedIn } from '../../api/security'

/** How this account is signed in to, and where. Read and changed on the server alone. */
export class Security {
  factors = $state.raw<Factor[]>([])
  sessions = $state.raw<SignedIn[]>([])
  addresses = $state.raw<Address[]>([])
  standing = $state<'loading' | 'ready' | 'failed'>('loading')
  /** Recovery codes on the screen; in no other place. */
  codes = $state.raw<string[]>([])

  passkeys = $derived(this.factors.filter(({ type }) => type === 'webauthn'))
  totp = $derived(this.factors.find(({ type }) => type === 'totp'))
  recovery = $derived(this.factors.find(({ type }) => type === 'recovery_codes'))

  async refresh(): Promise<void> {
    try {
      await this.#read()
      this.standing = 'ready'
    } catch {
      this.standing = 'failed'
    }
  }

  /** Does a change, then reads how things stand; after a refusal too, for it may be old news that was refused. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    try {
      const done = await work()
      await this.refresh()
      return done
    } catch (refused) {
      await this.#read().catch(() => undefined)
      throw refused
    }
  }

  /** Ends those of these sessions that have not ended yet: the list on the screen may be old. */
  endSessions(chosen: (session: SignedIn) => boolean): Promise<void> {
    return this.change(async () => {
      const standing = (await sessions()).filter((session) => !session.is_current && chosen(session))
      if (standing.length > 0) await endSessions(standing.map(({ id }) => id))
    })
  }

  async #read(): Promise<void> {
    const read = await Promise.all([factors(), sessions(), addresses()])
    ;[this.factors, this.sessions, this.addresses] = read
  }
}
