import type { Flag, Level } from '../../api/types'
import { LEVELS } from '../../safety/levels'

export const keyOf = (flag: Flag): string => flag.key ?? (flag.side ? `${flag.rule}/${flag.side}` : flag.rule)
export const isOld = (flag: Flag): boolean => Boolean(flag.still ?? flag.asks)
export const answeredAt = (flag: Flag): string => flag.answered_at ?? flag.night ?? flag.raised_at ?? ''

/** A warning as it stood when its sheet was folded away. */
export interface Folded {
  level: Level
  items: string[]
  at: string
  /** The night it was told of; one folded by an earlier version of the app has none. */
  night?: string
}

/** A warning must be away this long to have ended: one list may follow another while both are being read. */
const SETTLED_MS = 300
/** An emergency told again sooner than this is the same telling: the server dates it by its own clock. */
const AGAIN_MS = 60_000

/**
 * Which warning takes the screen. Each new one does, also beside others of its level; one that was folded away does
 * so again when it rises, gains an item, or is told again: an emergency a minute later, any other of another night.
 * Naming the leg of one that had none is no new warning.
 */
export class Raising {
  /** Null until it is known what was folded away before: nothing rises twice for having been opened again. */
  folded = $state.raw<Record<string, Folded> | null>(null)
  #opened = $state<string | null>(null)
  #flags: () => Flag[]
  #keep: (folded: Record<string, Folded>) => void
  #before = new Map<string, Flag>()
  #gone = new Map<string, ReturnType<typeof setTimeout>>()

  /** What stands in the bar; routine has a line of its own. */
  standing = $derived.by(() =>
    this.#flags()
      .filter(({ level }) => level !== 'routine')
      .sort(byService),
  )
  /** What has not been folded away. What is old is asked about first, and rises once it is still so. */
  fresh = $derived.by(() =>
    this.folded
      ? this.standing.filter((flag) => !isOld(flag) && isFresh(flag, this.#foldedOf(flag))).sort(byUrgency)
      : [],
  )
  sheet = $derived.by(() => this.fresh[0] ?? this.standing.find((flag) => keyOf(flag) === this.#opened) ?? null)

  constructor(flags: () => Flag[], keep: (folded: Record<string, Folded>) => void = () => undefined) {
    this.#flags = flags
    this.#keep = keep
  }

  open(flag: Flag): void {
    this.#opened = keyOf(flag)
  }

  /** The sheet in view goes into the bar. */
  fold(): void {
    const { sheet } = this
    this.#opened = null
    if (sheet)
      this.#put({
        ...this.folded,
        [keyOf(sheet)]: {
          level: sheet.level,
          items: sheet.items ?? [],
          at: answeredAt(sheet),
          night: sheet.night ?? '',
        },
      })
  }

  /** It is still so: the sheet comes as it did the first time. */
  renew(flag: Flag): void {
    const { [keyOf(flag)]: _, [flag.rule]: _sideless, ...rest } = this.folded ?? {}
    this.#put(rest)
  }

  /** How it was folded away: under its own leg, or while no leg was named. */
  #foldedOf(flag: Flag): Folded | undefined {
    return this.folded?.[keyOf(flag)] ?? this.folded?.[flag.rule]
  }

  /**
   * To be told whenever the list has changed; calls back with each warning that ended and left nothing in its place.
   */
  watch(ended: (flag: Flag) => void): void {
    const now = new Map(this.standing.map((flag) => [keyOf(flag), flag]))
    this.#name([...now.values()])
    for (const key of now.keys()) {
      clearTimeout(this.#gone.get(key))
      this.#gone.delete(key)
    }
    for (const [key, flag] of this.#before) {
      if (now.has(key) || this.#gone.has(key)) continue
      const replaced = [...now.keys()].some((other) => !this.#before.has(other))
      this.#gone.set(
        key,
        setTimeout(() => this.#end(key, replaced ? null : flag, ended), SETTLED_MS),
      )
    }
    this.#before = now
  }

  /** Another person's warnings are no end of these. */
  forget(): void {
    for (const timer of this.#gone.values()) clearTimeout(timer)
    this.#gone.clear()
    this.#before = new Map()
    this.#opened = null
    this.folded = null
  }

  #end(key: string, flag: Flag | null, ended: (flag: Flag) => void): void {
    this.#gone.delete(key)
    const { [key]: _, ...rest } = this.folded ?? {}
    this.#put(rest)
    if (flag) ended(flag)
  }

  /** What was folded away while no leg was named is folded for the leg that is named now. */
  #name(flags: Flag[]): void {
    const named = flags.filter(
      (flag) => flag.side && this.folded?.[flag.rule] && !this.folded[keyOf(flag)] && !this.fresh.includes(flag),
    )
    if (named.length)
      this.#put({ ...this.folded, ...Object.fromEntries(named.map((flag) => [keyOf(flag), this.folded![flag.rule]!])) })
  }

  #put(folded: Record<string, Folded>): void {
    this.folded = folded
    this.#keep(folded)
  }
}

function isFresh(flag: Flag, folded: Folded | undefined): boolean {
  if (!folded || LEVELS.indexOf(flag.level) < LEVELS.indexOf(folded.level)) return true
  if ((flag.items ?? []).some((item) => !folded.items.includes(item))) return true
  if ((flag.night ?? '') > (folded.night ?? folded.at.slice(0, 10))) return true
  return flag.level === 'emergency' && Date.parse(answeredAt(flag)) >= Date.parse(folded.at) + AGAIN_MS
}

/** The most urgent first; who can wait for a maternity unit is sent there before anywhere else. */
function byService(a: Flag, b: Flag): number {
  const own = ({ level, call }: Flag) => level !== 'emergency' && call?.kind === 'maternity'
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || Number(own(b)) - Number(own(a))
}

function byUrgency(a: Flag, b: Flag): number {
  return byService(a, b) || answeredAt(b).localeCompare(answeredAt(a))
}
