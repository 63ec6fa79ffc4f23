import type { Verdict } from '../lib/course/record'
import type { Outcome, Reply, Telling } from '../safety/ledger'
import type { Data, FieldFault, Kind, Op } from '../store/types'

export type Level = 'emergency' | 'same_day' | 'within_days' | 'routine'

/** What a person may say after a warning; the last three are for a crisis alone. */
export type FlagOutcome = Outcome

export interface Flag {
  /** The server's id, where it knows the warning. */
  id?: string
  /** Rule and leg: the same warning on every device, however often it is renewed. */
  key?: string
  rule: string
  level: Level
  message: string
  headline?: string
  title?: string
  do?: string
  not_live?: string
  call?: { kind: string; name: string; number: string | null } | null
  answered_on?: string | null
  /** What to say to whoever answers the telephone. */
  say?: string | null
  items?: string[]
  side?: string | null
  /** An old night would have raised it: it is asked whether it is still so. */
  asks?: boolean
  /** The night of the newest answer it rests on. */
  night?: string
  /** When the person gave the newest answer it rests on. */
  answered_at?: string | null
  /** When it was first raised. */
  raised_at?: string
  /** Older than the rules look back: first it is asked whether it is still so. */
  still?: boolean
  /** The last thing said after it that did not close it, or, of a closed one, that did. */
  reply?: { outcome: FlagOutcome; at: string }
  /** Lowered by "It has gone". */
  gone?: boolean
  /** Of `recent`: a crisis answered of late, kept as one line, or what was put off. */
  folded?: boolean
  /** Of `recent`: a clot was ruled out some days ago, and a second scan is to be asked about. */
  scan_due?: boolean
  /** What the server's ledger holds of it. */
  tellings?: Telling[]
  /** Who signed its text; null while nobody has. */
  signed?: { name: string; on: string } | null
}

export interface ChangeIn {
  id: string
  kind: Kind
  key: string
  op: Op
  base: number | null
  edited_at: string
  data: Data
}

export interface ChangeOut {
  kind: Kind
  key: string
  op: Op
  version: number
  edited_at: string
  data: Data
  device?: string | null
}

export interface SyncResult {
  id: string
  status: 'applied' | 'duplicate' | 'merged' | 'rejected' | 'later'
  version?: number | null
  edited_at?: string | null
  errors?: FieldFault[]
}

export interface SyncQuestion {
  cursor: string | null
  device: string
  sent_at: string
  changes: ChangeIn[]
}

export interface SyncAnswer {
  results: SyncResult[]
  changes: ChangeOut[]
  cursor: string
  epoch: string
  more?: boolean
  safety?: Flag[]
  /** What was said after warnings of late, on any device. */
  replies?: Reply[]
}

export interface Me {
  id: string
  email: string
  name: string
  timezone: string
  language: string
  country?: string | null
  emergency_number?: string | null
  night_turns_at: string
  roles: string[]
  patient: string | null
  resting?: boolean
  agreement?: { version: string; language: string; agreed_at: string; withdrawn_at: string | null } | null
  agreement_due?: string | null
  erase_on?: string | null
  reminder_at?: string | null
  mail_summary?: 'off' | 'daily' | 'weekly'
  mail_shows_symptoms?: boolean
  mail_hour?: number
}

export interface StreamChoice {
  on: boolean
  cadence: 'weekly' | 'daily'
  paused_until: string | null
}

export interface MailPreferences {
  summary: StreamChoice
  digest: StreamChoice | null
  hour: number
  shows_symptoms: boolean
  /** Both forms of the weekly mail are to be shown, and one chosen. */
  ask: boolean
  address_refused_at: string | null
}

export type StreamChanges = Partial<StreamChoice>

export interface MailChanges {
  summary?: StreamChanges
  digest?: StreamChanges
  hour?: number
  shows_symptoms?: boolean
  address_works?: boolean
}

interface MailForm {
  subject: string
  text: string
  pictures: { alt: string; src: string }[]
}

export interface MailForms {
  neutral: MailForm
  open: MailForm
}

/** The journal at rest: one question a week. */
export interface Quiet {
  quiet_nights: number
  may_rest: boolean
  resting: boolean
  ask: boolean
  missing: string[]
}

export interface PushDevices {
  results: { id: string; endpoint: string }[]
  key: string
}

export interface Evidence {
  item: string
  yes: number
  asked: number
  weight?: number
  text: string
}

/** The words of a safety rule that stand beside a pattern; `signed` is null until a clinician has signed them. */
export interface PatternWarning {
  rule: string
  level: Level
  message: string
  language: string
  signed: { by: string; on: string } | null
}

export interface Profile {
  id: string
  name: string
  shown: boolean
  verdict: 'strong' | 'some' | 'little' | 'against'
  /** Absent in an answer kept from before they were sent: such a pattern is not shown. */
  warnings?: PatternWarning[]
  /** Rules whose words are wanted beside it. */
  with_warning?: string[]
  for: Evidence[]
  against: Evidence[]
  not_asked: string[]
}

/** What is shown differently from a week ago; `remade` when the method itself changed in between. */
export interface Changed {
  since: string
  patterns: { id: string; text: string; warnings?: PatternWarning[] }[]
  text: string | null
  remade: string | null
  /** The patterns of then in the words of then, when the method was changed. */
  earlier: Profile[]
}

export interface Insights {
  status: 'ready' | 'too_few_nights' | 'no_clear_pattern'
  nights: number
  pain_nights: number
  window: readonly [string, string] | null
  nights_needed: number
  computed_at?: string | null
  profiles: Profile[]
  next_question?: { item: string; why: string } | null
  changed?: Changed | null
  safety?: Flag[]
  statement: string
}

export interface Tip {
  tip: string
  text: string
  basis: string
  pattern: string | null
  why: string
  care: string[]
  evidence: string
  sure: string
  sources: string[]
  experiment: { fit: boolean; nights: number; measure: string; why_not: string | null } | null
}

export interface BlockedTip {
  tip: string
  text: string
  state: 'flag' | 'closed' | 'unknown'
  reasons: string[]
  opens: string[]
  ask: string[]
}

export interface Tips {
  results: Tip[]
  blocked: BlockedTip[]
  level: string | null
}

export interface Arm {
  date: string
  on: boolean
}

/** A tip tried on nights drawn by lot. */
export interface Experiment {
  id: string
  tip: string
  text: string
  arms: Arm[]
  state: 'running' | 'paused' | 'stopped' | 'done'
  reason: string | null
  before: string[]
  /** Routine messages to be read before it goes on. */
  notices: Flag[]
  result: { text: string; nights: (Arm & { value: number | null })[] } | null
}

/** What is told before a tip is tried. */
export interface Preview {
  text: string
  before: { nights: number; text: string[] }[]
  obstacles: { code: string; detail: string }[]
  notices: Flag[]
}

export interface Experiments {
  results: Experiment[]
  preview: Preview | null
}

export interface ProfileSummary {
  id: string
  name: string
  summary: string
  against: string[]
  reviewer: string | null
}

export interface ArticleRow {
  claim: string
  says: string
  guidance: string
  nights: string[]
  corrections: { id: string; article: string; guidance: string; rule: string }[]
}

export interface ArticlePage {
  id: string
  title: string
  columns: string[]
  rows: ArticleRow[]
  statement: string
  banner: string | null
}

export interface Article {
  statement: string
  banner: string | null
  sections: { id: string; title: string }[]
}

export interface TrendPoint {
  date: string
  value: number | null
  /** Of a week: how many of its nights have an answer. */
  of?: number
}

export interface Trend {
  points: TrendPoint[]
  summary: { label: string | null; change: number | null; low: number | null; high: number | null; text: string } | null
  /** Of a pain metric: nights with pain of those answered in the range. */
  counts: { painful: number; answered: number } | null
  /** Null in a series drawn by the phone alone. */
  verdict: Verdict | null
}

export interface Association {
  id: string
  label: string
  with: number[]
  without: number[]
  effect: number | null
  low: number | null
  high: number | null
  q: number | null
  verdict: 'more' | 'fewer' | 'none' | 'too_few'
  text: string
}

export interface Associations {
  nights: number
  text: string
  results: Association[]
}

export interface Heatmap {
  sites: { site: string; side: string; nights: number }[]
  positions: { onset: string; nights: number; relieved_by: Record<string, number> }[]
  hours: { hour: number; nights: number }[]
}

export type Scope = 'summary' | 'full' | 'log'

export interface Consent {
  id: string
  scope: Scope
  state: 'invited' | 'accepted' | 'active' | 'ended'
  name: string
  email: string | null
  from: string | null
  until: string | null
  expires_at: string | null
  /** The consent that this one would end: a hand-over. */
  replaces: string | null
}

/** A fresh code as it is passed on; it is in this answer and nowhere else. */
export interface Shown {
  code: string
  link: string
  qr: string
}

/** An invitation just made. */
export type Invited = Consent & Shown

/** What a code would open, before it is used: `asks` when its maker wants to see the reader's own diary. */
export interface Offered {
  asks: boolean
  name: string
  role: 'carer' | 'therapist'
  scope: Scope
  from: string | null
  until: string | null
  hands_over: boolean
}

export interface VisitLink {
  id: string
  scope: Scope
  from: string | null
  expires_at: string
}

export interface Look {
  at: string
  name: string
  role: string
  what: string
  /** Why, where an administrator did something to the account. */
  reason: string
}

/** One edit of one unit of a night; `stands` marks the one that counts now. */
export interface Version {
  id: string
  kind: Kind
  key: string
  op: Op
  data: Data
  edited_at: string
  stands: boolean
}

export interface Trashed {
  date: string
  deleted_at: string
  until: string
}

export interface ListOf<T> {
  results: T[]
  next: string | null
}
