import { clockTime, instantOf, withOffset } from './date'
import type { SleepPeriod } from './types'

const MINUTE = 60_000

export const SLEEP_TIMES = ['into_bed_at', 'tried_to_sleep_at', 'final_awakening_at', 'out_of_bed_at'] as const
export type SleepTime = (typeof SLEEP_TIMES)[number]

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

/** True when bed, sleep, waking and rising follow one another, as far as they were said. */
export function inOrder(sleep: SleepPeriod): boolean {
  const said = SLEEP_TIMES.flatMap((field) => (sleep[field] ? [Date.parse(sleep[field])] : []))
  return said.every((at, n) => n === 0 || at >= said[n - 1]!)
}

const USUAL: Record<SleepTime, string> = {
  into_bed_at: '22:30',
  tried_to_sleep_at: '23:00',
  final_awakening_at: '06:30',
  out_of_bed_at: '07:00',
}

export interface Bed {
  date: string
  zone: string
  turnsAt: string
}

/**
 * The time to offer for one field: the last night's, moved past what has been said before it. Never stored by itself.
 */
export function offered(
  field: SleepTime,
  sleep: SleepPeriod,
  last: SleepPeriod | undefined,
  { date, zone, turnsAt }: Bed,
): string {
  const time = clockTime(last?.[field], zone) || USUAL[field]
  const at = instantOf(time, date, { zone, turnsAt })
  return notBefore(field, sleep, at)
}

/** Minutes from one waking to a further sleep: bed, sleep, waking, rising. */
const AGAIN: Record<SleepTime, number> = {
  into_bed_at: 30,
  tried_to_sleep_at: 45,
  final_awakening_at: 150,
  out_of_bed_at: 165,
}

/** The time to offer for a sleep that followed another, which ended at `woke`. */
export function offeredAgain(field: SleepTime, sleep: SleepPeriod, woke: string, zone: string): string {
  return notBefore(field, sleep, moved(woke, AGAIN[field], zone))
}

function notBefore(field: SleepTime, sleep: SleepPeriod, at: string): string {
  const before = SLEEP_TIMES.slice(0, SLEEP_TIMES.indexOf(field))
    .map((one) => sleep[one])
    .filter(Boolean)
    .at(-1)
  return before && Date.parse(before) > Date.parse(at) ? before : at
}

/** So many minutes later, or earlier, on the same clock. */
export function moved(instant: string, minutes: number, zone: string): string {
  return withOffset(new Date(Date.parse(instant) + minutes * MINUTE), zone)
}
