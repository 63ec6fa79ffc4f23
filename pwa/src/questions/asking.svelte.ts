import { SvelteMap } from 'svelte/reactivity'

/** What waits: warnings of this night that rest on one of these answers, or are of one of these rules. */
interface Wait {
  date: string
  ids: readonly string[]
}

interface Told {
  rule: string
  level: string
  night: string
  items: readonly string[]
}

/**
 * What is being asked on the screen in view: no question stands there twice, and a yes waits for its first questions.
 */
export class Asking {
  /** Who puts a question, by id. */
  #owners = new SvelteMap<string, symbol>()
  /** What waits for first questions that are open, by who asks them. */
  #open = new SvelteMap<symbol, Wait>()
  /** Said yes to on this screen, since it is in view. */
  #ticked = new Set<string>()

  /** Who was asking as the phone was put away: until they leave, nothing waits for them again. */
  #closed = new Set<symbol>()

  /** What waits for an answer on this screen; empty as soon as the person leaves. */
  waiting = $derived<ReadonlySet<string>>(new Set([...this.#open.values()].flatMap(({ ids }) => ids)))

  constructor() {
    // Put away, the phone no longer waits for an answer.
    globalThis.document?.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'hidden' && this.#forget(),
    )
  }

  /** Takes a question for `owner`; false where someone else puts it already. */
  take(id: string, owner: symbol): boolean {
    const held = this.#owners.get(id)
    if (held === undefined) this.#owners.set(id, owner)
    return (held ?? owner) === owner
  }

  has(id: string, owner: symbol): boolean {
    return this.#owners.get(id) === owner
  }

  /** A yes was said just now: its warning may wait for the first questions. One that stood before waits for nothing. */
  ticked(id: string): void {
    this.#ticked.add(id)
  }

  /**
   * The first questions of these yeses or rules are open, or none are. A warning of an answer to them alone waits for
   * nothing.
   */
  wait(owner: symbol, date: string, { yeses, rules }: { yeses: readonly string[]; rules: readonly string[] }): void {
    const ids = [...yeses.filter((id) => this.#ticked.has(id)), ...rules]
    if (ids.length && !this.#closed.has(owner)) this.#open.set(owner, { date, ids })
    else this.#open.delete(owner)
  }

  /** Whether a warning waits until first questions are answered or left. An emergency waits for nothing. */
  holds(told: Told): boolean {
    return this.now()(told)
  }

  /** What waits at this moment, to be asked about later. */
  now(): (told: Told) => boolean {
    const open = [...this.#open.values()]
    return ({ rule, level, night, items }) =>
      level !== 'emergency' &&
      open.some(({ date, ids }) => date === night && [rule, ...items].some((id) => ids.includes(id)))
  }

  leave(owner: symbol): void {
    for (const id of this.#open.get(owner)?.ids ?? []) this.#ticked.delete(id)
    this.#open.delete(owner)
    this.#closed.delete(owner)
    for (const [id, held] of this.#owners) if (held === owner) this.#owners.delete(id)
  }

  #forget(): void {
    this.#ticked.clear()
    for (const owner of this.#open.keys()) this.#closed.add(owner)
    this.#open.clear()
  }
}

export const asking = new Asking()
