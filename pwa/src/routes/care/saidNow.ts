import type { Flag } from '../../api/types'
import type { Asking } from '../../questions/asking.svelte'
import type { Telling } from '../../safety/ledger'
import { LEVELS } from '../../safety/levels'
import { nameOf } from '../../safety/names'
import type { DiaryNight } from '../../safety/types'
import { judge, standing } from '../../warnings/evaluate'
import type { RuleTexts } from '../../warnings/texts'
import { keyOf } from '../../warnings/ui/raising.svelte'

/** A night that was opened: the warnings of what a helper says of it, judged on this phone at once. */
export class SaidNow {
  readonly #today: string
  /** Stands for every instant that is not known: what was told once is not told anew by being judged again. */
  readonly #openedAt: string
  readonly #before: Telling[]
  #stood: Telling[]

  constructor(opened: DiaryNight, today: string, openedAt: string) {
    this.#today = today
    this.#openedAt = openedAt
    this.#before = this.#stood = this.judged(opened)
  }

  /** All that a state of the night tells. */
  judged(night: DiaryNight): Telling[] {
    // Without replies there is no silence whose end could lie on another day.
    const look = {
      nights: [night],
      others: [],
      today: this.#today,
      now: this.#openedAt,
      shown: [],
      replies: [],
      dayOf: () => this.#today,
    }
    return judge({ tellings: [], nights: {} }, look).tellings
  }

  /** Of what is told now: what waits for no question, and while something waits, all that stood before it. */
  standing(now: Telling[], waits: Asking['holds']): Telling[] {
    const stood = new Map(this.#stood.map((one) => [nameOf(one), one]))
    const told = now.filter((one) => stood.has(nameOf(one)) || !waits(one))
    for (const one of told) stood.delete(nameOf(one))
    this.#stood = told.length < now.length ? [...told, ...stood.values()] : told
    return this.#stood
  }

  /** The warnings that were not there as it was opened, and what the server says besides, in words. */
  flags(told: Telling[], server: readonly Flag[], texts: RuleTexts): Flag[] {
    const before = new Map(this.#worded(this.#before, server, texts).map((flag) => [keyOf(flag), flag]))
    const now = this.#worded(told, server, texts).filter((flag) => isMore(flag, before.get(keyOf(flag))))
    const rest = server.filter((flag) => !now.some((one) => keyOf(one) === keyOf(flag) && rank(one) <= rank(flag)))
    return [...now, ...rest].sort((a, b) => rank(a) - rank(b))
  }

  #worded(tellings: Telling[], server: readonly Flag[], texts: RuleTexts): Flag[] {
    return standing({ tellings, replies: [], server, texts, now: this.#openedAt, today: this.#today }).all
  }
}

const rank = ({ level }: Flag): number => LEVELS.indexOf(level)

function isMore(flag: Flag, before: Flag | undefined): boolean {
  return !before || rank(flag) < rank(before) || (flag.items ?? []).some((item) => !before.items?.includes(item))
}
