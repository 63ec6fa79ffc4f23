import { daysBetween } from '../night/date'
import type { DiaryHealth, Lifetimes } from './types'

/** The health answers that still count: one past its lifetime was not asked. Without an instant it counts. */
export function current(health: DiaryHealth, today: string, { default: usual, days }: Lifetimes): DiaryHealth {
  const lapsed = Object.entries(health.given ?? {}).flatMap(([key, at]) => {
    const lifetime = key in days ? days[key]! : usual
    return at && lifetime !== null && daysBetween(at.slice(0, 10), today) > lifetime ? [key] : []
  })
  const kept = <M extends object>(map: M | null | undefined, prefix: string): M =>
    Object.fromEntries(Object.entries(map ?? {}).filter(([name]) => !lapsed.includes(prefix + name))) as M
  return lapsed.length
    ? { ...kept(health, ''), who: kept(health.who, 'who.'), dates: kept(health.dates, 'dates.') }
    : health
}
