import type { Trend, TrendPoint } from '../../api/types'
import { addDays, daysBetween } from '../../night/date'
import { sleepSummary } from '../../night/sleep'
import type { Night } from '../../night/types'
import { isLogged, worst } from '../../night/units'

type Measure = (night: Night) => number | null | undefined

const measures: Record<string, Measure> = {
  worst_pain: worst,
  pain_nights: (night) => (isLogged(night) ? Number(night.pain) : null),
  sleep_minutes: (night) => night.sleep?.[0] && sleepSummary(night.sleep[0])?.asleep,
  sleep_efficiency: (night) => night.sleep?.[0] && sleepSummary(night.sleep[0])?.efficiency,
  awakenings: (night) => night.sleep?.[0]?.awakenings,
  minutes_awake: (night) => night.sleep?.[0]?.minutes_awake,
  quality: (night) => night.sleep?.[0]?.quality,
}

/** A series from the nights on this phone: one point for each date, null where nothing was said. */
export function localTrend(nights: Record<string, Night>, metric: string, from: string, to: string): Trend {
  const dates = Array.from({ length: daysBetween(from, to) + 1 }, (_, n) => addDays(from, n))
  const measure = measures[metric] ?? (() => null)
  const points: TrendPoint[] = dates.map((date) => ({ date, value: (nights[date] && measure(nights[date])) ?? null }))
  return { points, summary: null }
}
