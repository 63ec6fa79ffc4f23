import type { Covers } from './covers'
import type { EpisodeBody, Health, Night, SidedAnswer } from '../night/types'

export type Level = 'emergency' | 'same_day' | 'within_days' | 'routine'
export type Signs = Record<string, SidedAnswer> | null
/** Signs may stand on the night itself: a leg can swell without hurting. */
export type DiaryNight = Omit<Partial<Night>, 'episodes'> &
  Given & { date: string; signs?: Signs; episodes?: EpisodeBody[] | null }
export type DiaryHealth = Health & Given

/** When answers were given: instants by id, as the rules name ids. */
export interface Given {
  given?: Record<string, string> | null
}

export interface Diary {
  health?: DiaryHealth | null
  nights: readonly DiaryNight[]
}

/** A condition as the rule files write it: an id, or a mapping with one leading key. */
export type Condition = string | Record<string, unknown>

export interface RuleText {
  signed_off: { name: string; on: string } | null
  title: string
  message: Record<string, string>
  on_the_phone?: string
}

export interface Rule {
  id: string
  version: number
  when?: { level: Level; if: Condition }[]
  asks?: string[]
  gives_way_to?: string[]
  call?: string
}

export interface Row {
  id: string
  behind: string[]
  fires: string
  level: Level
  until_decided: string[]
  settled_by?: Condition
  text: Record<string, { signed_off: unknown; label: string }>
}

export interface Reading {
  look_back: number
  reach: number
  ahead: number
  holds: Record<string, number>
  counts_as: Record<string, string[]>
  until_answered: Record<string, string[]>
  one_sided: string[]
  ends: { id: string; by: string[]; with_side: string[] }
  pregnancy: { before: number; after: number; postpartum: number; not_from_age: number; ids: readonly string[] }
  follow_both_legs: string[]
  always_both: string[]
  never_follow: string[]
  foot_sites: string[]
  dates: Record<string, { date: string; days: number }>
}

/** What is asked, as far as rules hang on it: the rows, and questions that lower a rule when each is answered no. */
export interface Strip {
  rows: Row[]
  follow_up?: { lowers?: string; first?: unknown[] }[]
}

/** For how many days health answers count, by their names; null: for ever. */
export interface Lifetimes {
  default: number
  days: Record<string, number | null>
}

export interface Rulebook {
  rules: Rule[]
  rows: Row[]
  reading: Reading
  /** By rule, the questions whose noes lower it. */
  loweredBy: Record<string, string[]>
  lifetimes: Lifetimes
  covers: Covers
}

/**
 * Yes or no to one id, about which legs (a mask; 0 is not said), on which night, with a foot site that night.
 * `at` is the instant it was given ('': not known); `implied`: a row of the strip said it, not the person;
 * `sided`: the person named the leg.
 */
export interface Answer {
  id: string
  yes: boolean
  legs: number
  on: string
  foot: boolean
  at: string
  implied: boolean
  sided: boolean
}

/** An answer by its id and night; the night is '' for health background. */
export type Rest = readonly [id: string, night: string]

/**
 * `value` is null when what was asked does not decide it; `rests` are the answers that made it true, `at` the
 * newest instant at which one of them was given ('': not known).
 */
export interface Finding {
  value: boolean | null
  rests: readonly Rest[]
  legs: number
  at: string
}

export interface Flag {
  rule: string
  version: number
  level: Level
  side: string | null
  items: string[]
  answered_on: string | null
  answered_at: string | null
  rests_on: Rest[]
}

export interface Gap {
  rule: string
  items: string[]
}

/** `besides`: flags that one of `flags` hides although they rest on something told after it. */
export interface Evaluation {
  flags: Flag[]
  besides: Flag[]
  incomplete: Gap[]
}
