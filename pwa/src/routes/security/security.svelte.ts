import { provePasskey } from '../../api/passkeys'
import { Problem } from '../../api/problem'
import { ProveAgain, addresses, factors, proveCode, provePassword, sessions, type Address, type Factor, type Proofs, type SignedIn } from '../../api/security'

interface Asked {
  proofs: Proofs
  proved: () => void
  cancelled: () => void
}

/** The server takes a proof for five minutes. */
const PROOF_HOLDS_MS = 4 * 60_000

/** How this account is signed in to, and where. Read and changed on the server alone. */
export class Security {
  factors = $state.raw<Factor[]>([])
  sessions = $state.raw<SignedIn[]>([])
  addresses = $state.raw<Address[]>([])
  standing = $state<'loading' | 'ready' | 'failed'>('loading')
  /** Recovery codes on the screen; in no other place. */
  codes = $state.raw<string[]>([])
  /** Set while the person must prove again that it is they. */
  asked = $state.raw<Asked | null>(null)
  #provenAt = -Infinity

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

  /** Does a change; where the server wants a fresh proof first, asks for one and does it then. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    const done = await this.#provenFirst(work)
    await this.refresh()
    return done
  }

  async prove(given: { password?: string; code?: string }): Promise<void> {
    if (given.password !== undefined) await provePassword(given.password)
    else if (given.code !== undefined) await proveCode(given.code)
    else await provePasskey()
    this.#provenAt = performance.now()
    this.asked?.proved()
    this.asked = null
  }

  /** Asks for the proof beforehand, for what cannot be done twice. */
  async proof(): Promise<void> {
    if (performance.now() - this.#provenAt < PROOF_HOLDS_MS) return
    await this.#ask({ password: true, code: this.totp !== undefined, passkey: this.passkeys.length > 0 })
  }

  cancel(): void {
    this.asked?.cancelled()
    this.asked = null
  }

  async #provenFirst<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ProveAgain)) throw error
      await this.#ask(error.proofs)
      return work()
    }
  }

  #ask(proofs: Proofs): Promise<void> {
    return new Promise((resolve, reject) => {
      this.asked = { proofs, proved: resolve, cancelled: () => reject(new Problem(0, 'cancelled')) }
    })
  }
}
