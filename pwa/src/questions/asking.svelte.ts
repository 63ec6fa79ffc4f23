import { SvelteMap } from 'svelte/reactivity'
import type { EpisodeBody, SidedAnswer } from '../night/types'

type Signs = Record<string, SidedAnswer> | null | undefined
type Signed = { date: string; signs?: Signs; episodes?: EpisodeBody[] | null }

/** What is being asked on the screen in view: no question stands there twice, and a sign waits for its first questions. */
export class Asking {
  /** Who puts a question, by id. */
  #owners = new SvelteMap<string, symbol>()
  /** Signs whose first questions are open, by who asks them. */
  #open = new SvelteMap<symbol, { date: string; signs: readonly string[] }>()
  /** Signs ticked on this screen, since it is in view. */
  #ticked = new Set<string>()

  /** Signs, as `sign.cold`, whose first questions are being answered; empty as soon as the person leaves. */
  signs = $derived<ReadonlySet<string>>(new Set([...this.#open.values()].flatMap(({ signs }) => signs)))

  constructor() {
    // Put away, the phone no longer waits for an answer.
    globalThis.document?.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && this.#forget())
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

  /** A sign was ticked just now: its flag may wait for the first questions. One that stood before waits for nothing. */
  ticked(sign: string): void {
    this.#ticked.add(sign)
  }

  /** The first questions of these signs are open, or none are. */
  wait(owner: symbol, date: string, signs: readonly string[]): void {
    const open = signs.filter((sign) => this.#ticked.has(sign))
    if (open.length) this.#open.set(owner, { date, signs: open })
    else this.#open.delete(owner)
  }

  /** The night without the signs that wait: as the rules see it until their first questions are answered or left. */
  withheld<N extends Signed>(night: N): N {
    const waiting = [...this.#open.values()].filter(({ date }) => date === night.date).flatMap(({ signs }) => signs)
    if (!waiting.length) return night
    const told = <T extends { signs?: Signs }>(part: T): T => ({ ...part, signs: Object.fromEntries(Object.entries(part.signs ?? {}).filter(([id]) => !waiting.includes(`sign.${id}`))) })
    return told({ ...night, episodes: night.episodes?.map(told) })
  }

  leave(owner: symbol): void {
    for (const sign of this.#open.get(owner)?.signs ?? []) this.#ticked.delete(sign)
    this.#open.delete(owner)
    for (const [id, held] of this.#owners) if (held === owner) this.#owners.delete(id)
  }

  #forget(): void {
    this.#ticked.clear()
    this.#open.clear()
  }
}

export const asking = new Asking()
