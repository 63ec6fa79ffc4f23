import { day } from '../../i18n/i18n.svelte'
import { addDays } from '../../night/date'

const A_MONDAY = '2026-01-05'
export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

/** The short name of an ISO weekday, 1 is Monday. */
export function weekday(iso: number): string {
  return day(addDays(A_MONDAY, iso - 1), { weekday: 'short' })
}

export function weekdays(days: readonly number[]): string {
  return [...days].sort().map(weekday).join(' ')
}
