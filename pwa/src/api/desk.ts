import type { Verdict } from '../lib/course/record'
import type { Associations, Consent, Insights, Level, PatternWarning, Profile, Scope, Trend } from './types'

/** What a therapist reads. Held in memory alone: nothing of it is ever stored on the device. */
export type Section = 'flagged' | 'worse' | 'silent' | 'resting' | 'steady' | 'closed' | 'no_data'

/** A figure now and before; null was not said. */
export interface Pair {
  now: number | null
  before: number | null
}

export interface Change extends Pair {
  change: number | null
  meaningful: 'better' | 'worse' | null
}

export interface OpenFlag {
  rule: string
  level: Level
  title: string
  night: string
  /** It only asks whether an old answer is still so. */
  asks: boolean
}

export interface Adherence {
  done: number
  planned: number
}

export interface CaseRow {
  patient: string
  name: string
  scope: Scope
  section: Section
  why: string[]
  last_night: { date: string; pain: boolean | null; strength: number | null } | null
  verdict: Verdict
  peg: Change
  nights: { logged: number; of: number }
  late: number
  flags: OpenFlag[]
  adherence: Adherence | null
  reviewed_at: string | null
  days_since_review: number | null
  tags: string[]
  /** The day on which a closed account is erased. */
  closed: string | null
  until: string | null
}

export interface CaseloadAnswer {
  results: CaseRow[]
  sections: { id: Section; rule: string; count: number }[]
  tags: string[]
  not_watched: string
  /** Whether this site asks therapists for a second factor; only a local demo does not. */
  second_factor: boolean
}

/** A consent as its holder reads it. */
export interface Held {
  id: string
  name: string
  role: 'carer' | 'therapist'
  /** Null until the record is open. */
  patient: string | null
  scope: Scope
  state: Consent['state']
}

export interface Review {
  reviewed_at: string | null
  days_since_review: number | null
}

export interface Note {
  id: string
  author: string
  own: boolean
  shared: boolean
  text: string
  written_at: string
}

export interface PlanItem {
  item: string
  tip: string | null
  text: string
  dose: string
  /** ISO weekdays, 1 is Monday. */
  days: number[]
  therapist: string
  own: boolean
  since: string
  ended_on: string | null
  blocked: { reason: string } | null
  adherence: Adherence
}

export interface Plan {
  state: 'none' | 'active' | 'ended'
  ended_on: string | null
  items: PlanItem[]
  ticks: { date: string; item: string; done: boolean }[]
  adherence: Adherence & { from: string; to: string }
}

/** A tip by its id, or the therapist's own words, which keep their `item` when they are asked for again. */
export interface Wanted {
  tip?: string
  text?: string
  item?: string
  dose: string
  days: number[]
  reason: string
}

export interface Place {
  site: string
  side: string
  nights: number
}

export interface Position {
  onset: string
  nights: number
  relieved_by: Record<string, Record<string, number>>
}

export interface Tried {
  id: string
  kind: 'tip' | 'action'
  nights: number
  told: number
  helped: number
  worse: number
  label: string
}

export interface Scored extends Profile {
  score: number
}

export interface RecentNight {
  date: string
  pain: boolean | null
  late: boolean
  told_by: string | null
  note?: string | null
  notes?: string[]
}

/** What screen and paper of a visit have in common. */
export interface Report {
  name: string
  birth_year: number | null
  period: { from: string; to: string; nights: number; visit: string | null }
  compared_with: { from: string; to: string }
  visible_from: string | null
  scope: Scope
  nights: { logged: number; of: number; painful: number; late: number; by_carer: number }
  flags: (OpenFlag & { headline: string; message: string; side: string | null })[]
  answered: { rule: string; level: Level; title: string; outcome: string; on: string }[]
  not_asked: { text: string; rules: { rule: string; items: string[] }[] } | null
  verdict: Verdict
  /** The weekly score; of pain the verdict alone says a direction. */
  change: (Change & { /** From how much on people notice. */ least: number; metric: 'peg'; nights: number; trend: Trend['summary'] })[]
  map: { now: Place[]; before: Place[] }
  /** Nights by the hour a spell began, from midnight on. */
  hours: number[]
  positions: Position[]
  sleep: Record<'sleep_minutes' | 'sleep_efficiency' | 'awakenings', Pair & { nights: number }>
  tried: Tried[]
  events: { on: string; label: string; text: string }[]
  question: string | null
  method: string
}

export interface VisitAnswer extends Report {
  patterns: { id: string; name: string; warnings?: PatternWarning[]; for: string[]; against: string[] }[]
  statement: string
  expires_at: string
}

export interface PatientPage extends Report {
  consent: string
  insights: Pick<Insights, 'status' | 'nights' | 'nights_needed' | 'statement'> & { profiles: Scored[] }
  associations: Associations
  recent: RecentNight[]
  notes: Note[] | null
  plan: Plan | null
  review: Review
  /** The day on which a closed account is erased. */
  closed: string | null
  tags: string[]
  record: string[]
  not_watched: string
}
