/** The night as the API carries it. A key that is absent or null was not asked; it is never "no". */
export type Answer = boolean | null
export type SidedAnswer = boolean | 'left' | 'right' | 'both' | null
export type Side = 'left' | 'right' | 'both'
export type Outcome = 'helped' | 'no_change' | 'worse'

export interface Place {
  site: string
  side: Side
  /** How strong it is there, when that was said; otherwise the spell's own strength speaks for it. */
  intensity?: number | null
}

export interface EpisodeBody {
  started_at?: string | null
  intensity?: number | null
  onset?: string | null
  when?: string | null
  dur?: string | null
  feel?: string[] | null
  sites?: Place[] | null
  radiates?: Answer
  signs?: Record<string, SidedAnswer> | null
  actions?: Record<string, Outcome | null> | null
  returns?: Answer
  note?: string
  /** The night it repeats, until one of the repeated answers is edited. */
  copied_from?: string | null
}

export interface Episode extends EpisodeBody {
  id: string
}

export interface SleepPeriod {
  into_bed_at?: string | null
  tried_to_sleep_at?: string | null
  minutes_to_fall_asleep?: number | null
  awakenings?: number | null
  minutes_awake?: number | null
  final_awakening_at?: string | null
  out_of_bed_at?: string | null
  quality?: number | null
  refreshed?: number | null
}

export interface Night {
  date: string
  timezone?: string | null
  pain?: Answer
  episodes?: Episode[]
  sleep?: SleepPeriod[] | null
  day?: Record<string, Answer>
  /** Noticed on a night without pain; otherwise signs stand with their episode. */
  signs?: Record<string, SidedAnswer>
  checks?: Record<string, SidedAnswer>
  tips_tried?: { tip: string; helped: Answer }[]
  told_by?: string | null
  note?: string | null
  recorded_at?: string | null
}

export interface Health {
  birth_year?: number | null
  weeks_of_trouble?: number | null
  bother?: string | null
  who?: Record<string, Answer>
  dates?: Record<string, string | null>
}
