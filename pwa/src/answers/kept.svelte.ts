import { diary } from '../store/diary.svelte'
import * as meta from '../store/meta'
import { GUEST } from '../store/types'

/** An answer of the server that may be read without a network: the last one is kept on the phone. */
export class Kept<T> {
  value = $state.raw<T | null>(null)
  failed = $state(false)
  readonly #name: string
  readonly #ask: () => Promise<T>
  readonly #forEveryone: boolean

  constructor(name: string, ask: () => Promise<T>, { forEveryone = false } = {}) {
    this.#name = name
    this.#ask = ask
    this.#forEveryone = forEveryone
  }

  /** The last answer, from the phone alone. */
  async recall(): Promise<void> {
    this.value = (await meta.answer<T>(this.#owner(), this.#name))?.value ?? null
  }

  /** The last answer at once, then the newest. A guest is nobody to the server and is not asked for. */
  async refresh(): Promise<void> {
    const owner = this.#owner()
    if (owner === GUEST) return
    await this.recall()
    try {
      const fresh = await this.#ask()
      this.value = fresh
      this.failed = false
      await meta.keepAnswer(owner, this.#name, fresh, new Date().toISOString())
    } catch {
      this.failed = true
    }
  }

  #owner(): string {
    return this.#forEveryone ? '' : diary.account
  }
}
