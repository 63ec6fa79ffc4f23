import { diary } from '../store/diary.svelte'
import * as meta from '../store/meta'
import { GUEST } from '../store/types'

/** An answer of the server that may be read without a network: the last one is kept on the phone. */
export class Kept<T> {
  value = $state.raw<T | null>(null)
  failed = $state(false)
  readonly #name: string
  readonly #ask: () => Promise<T>

  constructor(name: string, ask: () => Promise<T>) {
    this.#name = name
    this.#ask = ask
  }

  async refresh(): Promise<void> {
    const { account } = diary
    if (account === GUEST) return
    this.value = (await meta.answer<T>(account, this.#name))?.value ?? this.value
    try {
      const fresh = await this.#ask()
      this.value = fresh
      this.failed = false
      await meta.keepAnswer(account, this.#name, fresh, new Date().toISOString())
    } catch {
      this.failed = true
    }
  }
}
