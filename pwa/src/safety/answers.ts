import { BOTH, episodesOf, sideOf } from '../night/reading'
import type { SidedAnswer } from '../night/types'
import type { Answer, DiaryNight, Given, Reading, Rulebook } from './types'

export const NAMES = [null, 'left', 'right', 'both'] as const

/** The instant at which a night, or health background, was told this id; '' when not known. */
export const given = (part: Given, name: string): string => part.given?.[name] ?? ''

/** Every answered id of one night; within a night yes beats no, and what was said beats what a row implies. */
export function nightAnswers(night: DiaryNight, book: Rulebook): Map<string, Answer> {
  const sites = episodesOf(night).flatMap((episode) => episode.sites ?? [])
  const painful = sites.reduce((legs, site) => legs | sideOf(site.side), 0)
  const foot = sites.some((site) => book.reading.foot_sites.includes(site.site))
  const said = new Map<string, Answer>()
  for (const [name, value] of spoken(night)) {
    const legs = legsOf(name, value, painful, book.reading)
    const answer = {
      id: name,
      yes: value !== false,
      legs,
      on: night.date,
      foot,
      at: given(night, name),
      implied: false,
      sided: typeof value === 'string',
    }
    const before = said.get(name)
    said.set(name, before ? bothSaid(before, answer) : answer)
  }
  for (const row of book.rows) {
    const ticked = said.get(row.id)
    if (ticked?.yes !== false) continue
    for (const id of row.behind) if (!said.has(id)) said.set(id, { ...ticked, id, legs: 0, implied: true })
  }
  return said
}

function* spoken(night: DiaryNight): Generator<[string, boolean | string]> {
  yield* answered(night.checks, '')
  for (const part of [night, ...episodesOf(night)]) yield* answered(part.signs, 'sign.')
}

function* answered(
  map: Record<string, SidedAnswer> | null | undefined,
  prefix: string,
): Generator<[string, boolean | string]> {
  for (const [name, value] of Object.entries(map ?? {}))
    if (value !== null && value !== undefined) yield [prefix + name, value]
}

/** What orders answers in time: the instant, or the night where none is known. */
export const told = ({ at, on }: Answer): string => at || on

/** A plain yes counts as the painful leg; with both legs painful, some answers are then about both. */
function legsOf(name: string, value: boolean | string, painful: number, reading: Reading): number {
  if (typeof value === 'string') return sideOf(value)
  if (reading.always_both.includes(name)) return BOTH
  if (reading.never_follow.includes(name)) return 0
  return painful === BOTH && !reading.follow_both_legs.includes(name) ? 0 : painful
}

function bothSaid(one: Answer, other: Answer): Answer {
  if (one.yes && other.yes) return { ...one, legs: one.legs | other.legs, sided: one.sided || other.sided }
  return one.yes ? one : other
}
