import type { TrendPoint } from '../../api/types'
import { number, t } from '../../i18n/i18n.svelte'

const HOUR = 60
const SCALES: Record<string, number> = { worst_pain: 10, peg: 10, quality: 5 }

/** Points as they are drawn: sleep in hours, everything else as it is told. */
export function drawn(metric: string, points: readonly TrendPoint[]): TrendPoint[] {
  return metric === 'sleep_minutes'
    ? points.map((point) => ({ ...point, value: point.value === null ? null : point.value / HOUR }))
    : [...points]
}

/** A drawn value as people say it: 6 h 20 min, 7/10, 3 of 5 nights, 85 %. */
export function valueText(metric: string, { value, of }: Pick<TrendPoint, 'value' | 'of'>): string {
  if (value === null) return '–'
  if (metric === 'sleep_minutes') return duration(value * HOUR)
  if (metric === 'minutes_awake') return duration(value)
  if (metric === 'sleep_efficiency') return number(value / 100, { style: 'percent' })
  if (of !== undefined) return t('trends.of', { value, of })
  const plain = number(value, { maximumFractionDigits: 1 })
  return SCALES[metric] ? `${plain}/${SCALES[metric]}` : plain
}

function duration(minutes: number): string {
  const whole = Math.round(minutes)
  return whole < HOUR
    ? t('trends.min', { minutes: whole })
    : t('trends.hm', { hours: Math.floor(whole / HOUR), minutes: whole % HOUR })
}
