import type { SleepPeriod } from './types'

const MINUTE = 60_000

/**
 * Minutes asleep and share of the time in bed, from instants, so that a night when the clock changes has its true
 * length. Null until both ends are known. After the Consensus Sleep Diary (Carney et al. 2012, Sleep 35:287).
 */
export function sleepSummary(sleep: SleepPeriod): { asleep: number; inBed: number; efficiency: number } | null {
  const began = sleep.tried_to_sleep_at ?? sleep.into_bed_at
  const woke = sleep.final_awakening_at
  if (!began || !woke) return null
  const span = (Date.parse(woke) - Date.parse(began)) / MINUTE
  const asleep = Math.round(span - (sleep.minutes_to_fall_asleep ?? 0) - (sleep.minutes_awake ?? 0))
  const inBed = (Date.parse(sleep.out_of_bed_at ?? woke) - Date.parse(sleep.into_bed_at ?? began)) / MINUTE
  if (asleep < 0 || inBed <= 0) return null
  return { asleep, inBed, efficiency: Math.round((100 * asleep) / inBed) }
}
