import { diary } from '../store/diary.svelte'
import * as meta from '../store/meta'
import { GUEST } from '../store/types'

/** An answer of the server that may be read without a network: the last one is kept on the phone. */
export class Kept<T> {
  #held = $state.raw<{ of: string; value: T } | null>(null)
  failed = $state(false)
  readonly #name: string
  readonly #ask: () => Promise<T>
  readonly #forEveryone: boolean

  constructor(name: string, ask: () => Promise<T>, { forEveryone = false } = {}) {
    this.#name = name
    this.#ask = ask
    this.#forEveryone = forEveryone
  }

  /** Null once the phone has become someone else's: what was told to the one before is not theirs to read. */
  get value(): T | null {
    return this.#held?.of === this.#owner() ? this.#held.value : null
  }

  set value(value: T | null) {
    this.#held = value === null ? null : { of: this.#owner(), value }
  }

  /** The last answer, from the phone alone. */
  async recall(): Promise<void> {
    const of = this.#owner()
    const kept = await meta.answer<T>(of, this.#name).catch(() => undefined)
    if (of === this.#owner()) this.value = kept?.value ?? null
  }

  /** The last answer at once, then the newest. A guest is nobody to the server and is not asked for. */
  async refresh(): Promise<void> {
    const owner = this.#owner()
    if (owner === GUEST) return
    await this.recall()
    try {
      const fresh = await this.#ask()
      if (owner !== this.#owner()) return
      this.value = fresh
      this.failed = false
      // Without room on the phone it is shown all the same, and asked for again next time.
      await meta.keepAnswer(owner, this.#name, fresh, new Date().toISOString()).catch(() => undefined)
    } catch {
      this.failed = true
    }
  }

  #owner(): string {
    return this.#forEveryone ? '' : diary.account
  }
}
