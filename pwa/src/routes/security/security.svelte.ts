import { addresses, factors, sessions, type Address, type Factor, type SignedIn } from '../../api/security'

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
      const read = await Promise.all([factors(), sessions(), addresses()])
      ;[this.factors, this.sessions, this.addresses] = read
      this.standing = 'ready'
    } catch {
      this.standing = 'failed'
    }
  }

  /** Does a change, then reads how things stand. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    const done = await work()
    await this.refresh()
    return done
  }
}
