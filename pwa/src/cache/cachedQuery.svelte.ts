import { diary } from '../store/diary.svelte'
import * as meta from '../store/meta'
import { GUEST } from '../store/types'

/** Something the server said that may be read without a network: the last word is kept on the phone. */
export class CachedAnswer<T> {
  #held = $state.raw<{ of: string; value: T } | null>(null)
  readonly #name: string
  readonly #forEveryone: boolean

  constructor(name: string, { forEveryone = false } = {}) {
    this.#name = name
    this.#forEveryone = forEveryone
  }

  /** Null once the phone has become someone else's: what was told to the one before is not theirs to read. */
  get value(): T | null {
    return this.#held?.of === this.owner() ? this.#held.value : null
  }

  /** The last word, from the phone alone. The disk may be slow, or full: what is in hand meanwhile is newer. */
  async recall(): Promise<void> {
    const of = this.owner()
    const kept = await meta.answer<T>(of, this.#name).catch(() => undefined)
    if (of === this.owner() && this.#held?.of !== of) this.#held = kept ? { of, value: kept.value } : null
  }

  /** A new word of the server; without room on the phone it is shown all the same. */
  async take(value: T): Promise<void> {
    const of = this.owner()
    this.#held = { of, value }
    await meta.keepAnswer(of, this.#name, value, new Date().toISOString()).catch(() => undefined)
  }

  /** Nothing is in hand: the phone has its say again. */
  drop(): void {
    this.#held = null
  }

  protected owner(): string {
    return this.#forEveryone ? '' : diary.account
  }
}

/** What is asked for whenever it is shown. */
export class CachedQuery<T> extends CachedAnswer<T> {
  failed = $state(false)
  readonly #ask: () => Promise<T>
  #asked = 0
  #answered = 0

  constructor(name: string, ask: () => Promise<T>, options = {}) {
    super(name, options)
    this.#ask = ask
  }

  /** The last answer at once, then the newest. A guest is nobody to the server and is not asked for. */
  async refresh(): Promise<void> {
    const owner = this.owner()
    if (owner === GUEST) return
    await this.recall()
    const turn = ++this.#asked
    const fresh = await this.#ask().then(
      (value) => ({ value }),
      () => null,
    )
    // Of two under way the one that was asked last is told, whichever comes first.
    if (owner !== this.owner() || turn < this.#answered) return
    this.failed = !fresh
    if (!fresh) return
    this.#answered = turn
    await this.take(fresh.value)
  }
}
