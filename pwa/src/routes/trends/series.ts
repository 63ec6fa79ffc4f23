import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { TrendPoint } from '../../api/types'
import { daysBetween } from '../../night/date'

export interface Drawing {
  /** Where zero lies, and how wide a bar may be. */
  base: number
  bar: number
  /** A stroke for each run of nights without a gap. */
  path: string
  dots: { x: number; y: number; date: string; value: number; of?: number }[]
  ticks: { value: number; y: number }[]
  /** Dates for the foot of the chart: first, middle, last. */
  days: { date: string; x: number }[]
  /** Where a date lies. */
  at: (date: string) => number
}

export const WIDTH = 340
export const HEIGHT = 180
const LEFT = 30
const PAD = 10
const FOOT = 26
const INSET = 8

/** Places a series on the page. A night that was not logged is a gap: no dot, no line across it, never a zero. */
export function draw(points: readonly TrendPoint[], top: number, bottom = 0): Drawing {
  const [first, last] = [points[0]?.date ?? '', points.at(-1)?.date ?? '']
  const x = scaleLinear([0, Math.max(1, first ? daysBetween(first, last) : 1)], [LEFT + INSET, WIDTH - PAD - INSET])
  const y = scaleLinear([bottom, top], [HEIGHT - FOOT, PAD]).nice(4)
  const stroke = line<TrendPoint>()
    .defined(({ value }) => value !== null)
    .x(({ date }) => x(daysBetween(first, date)))
    .y(({ value }) => y(value ?? 0))
  const dots = points
    .filter((point): point is TrendPoint & { value: number } => point.value !== null)
    .map((point) => ({ ...point, x: x(daysBetween(first, point.date)), y: y(point.value) }))
  const slot = (WIDTH - PAD - LEFT) / Math.max(1, points.length)
  return {
    base: y(bottom),
    bar: Math.max(1.5, Math.min(14, slot * 0.7)),
    days: first
      ? [first, points[Math.floor((points.length - 1) / 2)]!.date, last].map((date) => ({
          date,
          x: x(daysBetween(first, date)),
        }))
      : [],
    at: (date) => x(daysBetween(first, date)),
    path: stroke([...points]) ?? '',
    dots,
    ticks: y.ticks(4).map((value) => ({ value, y: y(value) })),
  }
}
