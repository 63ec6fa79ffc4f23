import { addDays } from '../night/date'
import type { SidedAnswer } from '../night/types'
import { episodesOf, worst } from '../night/reading'
import { evaluate } from './evaluate'
import type { Telling } from './ledger'
import { LEVELS } from './levels'
import type { Diary, DiaryNight, Flag, Rulebook } from './types'

/**
 * What a diary tells the ledger, as `insights/safety/tellings.py`: each touched night as of its own evening, then
 * today.
 */

const SIGN = 'sign.'
const WHOLE_LEG = 'dvt.whole_leg'

/** What a night raises as of its own evening: every window ends there, whatever came later. */
export function ownEvening(diary: Diary, night: string, now: string, book: Rulebook): Telling[] {
  const nights = diary.nights.filter(({ date }) => date <= night)
  const { flags, besides } = evaluate({ ...diary, nights }, night, book)
  return [...flags, ...besides].map((flag) => telling(flag, nights, night, now))
}

/** What stands today; a silence that has run out is over. `at` is the instant that is meant, by default `now`. */
export function thisEvening(
  diary: Diary,
  today: string,
  now: string,
  book: Rulebook,
  shown: readonly string[] = [],
  at = now,
): Telling[] {
  const { flags, besides } = evaluate(diary, today, book, shown)
  return [...flags, ...besides].map((flag) => ({ ...telling(flag, diary.nights, today, now), at }))
}

/** A flag with what breaks a silence: the pain and the places of the nights it rests on. */
export function telling(flag: Flag, nights: readonly DiaryNight[], judged: string, now: string): Telling {
  const of = new Set(flag.rests_on.map(([, on]) => on))
  const rested = nights.filter(({ date }) => of.has(date))
  const night = flag.answered_on || lastTold(nights, judged)
  const given = flag.answered_at || noonAfter(night, now)
  const strengths = rested.map(worst).filter((each) => each !== null)
  return {
    rule: flag.rule,
    version: String(flag.version),
    leg: flag.side ?? '',
    level: flag.level,
    items: [...flag.items],
    night,
    given,
    at: given,
    found_at: now,
    raised_at: now,
    answers: flag.rests_on
      .filter(([id, on]) => isAnswer(id, on, rested))
      .map(([id, on]) => `${on}/${id}`)
      .sort(),
    worst: strengths.length ? Math.max(...strengths) : null,
    places: [...new Set(rested.flatMap((one) => placesOf(one, flag.side)))].sort(),
  }
}

/** The night of a flag that no dated answer raised: one told or over, never the one that is still to come. */
function lastTold(nights: readonly DiaryNight[], judged: string): string {
  return nights.some(({ date }) => date === judged) ? judged : addDays(judged, -1)
}

/**
 * Tellings of this night that answers behind their row or sign have decided since, marked so: the row or sign still
 * says yes, and the rule no longer follows from it, or from a sign less urgently; or a no to each question that
 * lowers the rule has lowered it. An answer taken out settles nothing.
 */
export function settled(
  known: readonly Telling[],
  night: DiaryNight,
  found: readonly Telling[],
  now: string,
  book: Rulebook,
): Telling[] {
  return known
    .filter((one) => one.night === night.date && isDecided(one, night, found, book))
    .map((one) => ({ ...one, settled_at: now }))
}

function isDecided(one: Telling, night: DiaryNight, found: readonly Telling[], book: Rulebook): boolean {
  const left = found.filter(({ rule, leg }) => rule === one.rule && (leg === one.leg || !leg || !one.leg))
  if (left.some(({ level }) => LEVELS.indexOf(level) <= LEVELS.indexOf(one.level))) return false
  if (left.length && book.loweredBy[one.rule]?.every((id) => night.checks?.[id] === false)) return true
  const ids = one.answers.map(idOf)
  const ofRow = book.rows.some(({ id }) => ids.includes(id))
  if (!(ofRow || ids.some((id) => id.startsWith(SIGN))) || (ofRow && left.length)) return false
  return one.answers.every((answer) => nightOf(answer) === one.night && saysYes(night, idOf(answer)))
}

/** An answer is named as the sync names a check: its night, a stroke, its id. */
export const nightOf = (answer: string): string => answer.slice(0, 10)
export const idOf = (answer: string): string => answer.slice(11)

/** The night without the answers that were slips up to when they were taken back: those are not asked again. */
export function without(night: DiaryNight, taken: readonly { answers: readonly string[]; at: string }[]): DiaryNight {
  const mine = taken.filter(({ answers }) => answers.some((answer) => nightOf(answer) === night.date))
  if (!mine.length) return night
  const slip = (id: string) => {
    const at = night.given?.[id]
    return (
      at !== undefined &&
      mine.some((one) => Date.parse(at) <= Date.parse(one.at) && one.answers.includes(`${night.date}/${id}`))
    )
  }
  const signs = (map: Record<string, SidedAnswer> | null | undefined) =>
    map ? kept(map, (id) => !slip(SIGN + id)) : map
  return {
    ...night,
    checks: kept(night.checks ?? {}, (id) => !slip(id)),
    signs: signs(night.signs) ?? {},
    episodes: episodesOf(night).map((one) => ({ ...one, signs: signs(one.signs) ?? null })),
  }
}

function kept<V>(map: Record<string, V>, stays: (id: string) => boolean): Record<string, V> {
  return Object.fromEntries(Object.entries(map).filter(([id]) => stays(id)))
}

const yes = (value: SidedAnswer | undefined): boolean => value !== undefined && value !== null && value !== false

function isAnswer(id: string, on: string, nights: readonly DiaryNight[]): boolean {
  return (
    id.startsWith(SIGN) || nights.some(({ date, checks }) => date === on && checks !== null && id in (checks ?? {}))
  )
}

export function saysYes(night: DiaryNight, id: string): boolean {
  if (!id.startsWith(SIGN)) return yes(night.checks?.[id])
  return [night, ...episodesOf(night)].some(({ signs }) => yes(signs?.[id.slice(SIGN.length)]))
}

/** Where it hurt on this leg, and whether all of the leg was swollen. */
function placesOf(night: DiaryNight, side: string | null): string[] {
  const ofLeg = episodesOf(night)
    .flatMap(({ sites }) => sites ?? [])
    .filter(
      (place) => (side !== 'left' && side !== 'right') || !place.side || place.side === 'both' || place.side === side,
    )
    .map(({ site }) => site)
  return yes(night.checks?.[WHOLE_LEG]) ? [...ofLeg, WHOLE_LEG] : ofLeg
}

function noonAfter(night: string, now: string): string {
  const noon = Date.parse(`${night}T12:00:00Z`) + 86_400_000
  return new Date(Math.min(noon, Date.parse(now))).toISOString()
}
