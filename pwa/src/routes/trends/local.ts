import type { Drawn, TrendPoint } from '../../api/types'
import { addDays, daysBetween, mondayOf } from '../../night/date'
import { sleepSummary } from '../../night/sleep'
import type { Night, SleepPeriod } from '../../night/types'
import { pegScore } from '../../night/peg'
import { inPain, worst } from '../../night/reading'
import { isLogged } from '../../night/units'
import type { ViewUnit } from '../../store/view'

type Measure = (night: Night) => number | null | undefined

/** The sum over the periods of a split sleep; null while one of them leaves it open. */
function total(night: Night, of: (period: SleepPeriod) => number | null | undefined): number | null {
  const values = (night.sleep ?? []).map(of)
  return values.length && values.every((value) => value != null)
    ? values.reduce<number>((sum, value) => sum + value!, 0)
    : null
}

const measures: Record<string, Measure> = {
  worst_pain: worst,
  pain_nights: (night) => (isLogged(night) ? Number(inPain(night)) : null),
  sleep_minutes: (night) => total(night, (period) => sleepSummary(period)?.asleep),
  sleep_efficiency: (night) => {
    const [asleep, inBed] = [
      total(night, (period) => sleepSummary(period)?.asleep),
      total(night, (period) => sleepSummary(period)?.inBed),
    ]
    return asleep !== null && inBed ? (100 * asleep) / inBed : null
  },
  awakenings: (night) => total(night, ({ awakenings }) => awakenings),
  minutes_awake: (night) => total(night, ({ minutes_awake }) => minutes_awake),
  quality: (night) => {
    const sum = total(night, ({ quality }) => quality)
    return sum === null ? null : sum / night.sleep!.length
  },
}

/** A series from the nights on this phone: one point for each date, null where nothing was said. */
export function localTrend(nights: Record<string, Night>, metric: string, from: string, to: string): Drawn {
  const dates = Array.from({ length: daysBetween(from, to) + 1 }, (_, n) => addDays(from, n))
  const measure = measures[metric] ?? (() => null)
  const points: TrendPoint[] = dates.map((date) => ({ date, value: (nights[date] && measure(nights[date])) ?? null }))
  return { points, summary: null, counts: null, verdict: null }
}

/** The weekly score from this phone; weeks not answered whole are gaps. */
export function localPeg(others: readonly ViewUnit[], from: string, to: string): Drawn {
  const held = new Map(
    others.filter(({ kind }) => kind === 'peg').map(({ key, data }) => [key, data as Record<string, number | null>]),
  )
  const first = mondayOf(from)
  const weeks = Array.from({ length: Math.floor(daysBetween(first, to) / 7) + 1 }, (_, n) => addDays(first, 7 * n))
  return {
    points: weeks.map((date) => ({ date, value: pegScore(held.get(date)) })),
    summary: null,
    counts: null,
    verdict: null,
  }
}

/** Nights with pain, of those answered, from the nights on this phone. */
export function painCounts(
  nights: Record<string, Night>,
  from: string,
  to: string,
): { painful: number; answered: number } {
  const answered = Object.values(nights).filter((night) => night.date >= from && night.date <= to && isLogged(night))
  return { painful: answered.filter(({ pain }) => pain).length, answered: answered.length }
}

/** Painful nights of each week, of those answered; a week without an answer is a gap. */
export function byWeek(points: readonly TrendPoint[]): TrendPoint[] {
  const weeks = new Map<string, TrendPoint>()
  for (const { date, value } of points) {
    const monday = mondayOf(date)
    const week = weeks.get(monday) ?? { date: monday, value: null, of: 0 }
    weeks.set(monday, value === null ? week : { date: monday, value: (week.value ?? 0) + value, of: week.of! + 1 })
  }
  return [...weeks.values()]
}
