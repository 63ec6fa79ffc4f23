import type { Flag } from '../../api/types'
import { localParts } from '../../night/date'
import { answeredAt, isOld, keyOf } from './raising.svelte'

/** Nobody is asked in the night what came of it. */
export const MORNING = '06:00'

/** The calendar day that a morning belongs to: until six it is still the day before. */
export function morningOf(now: Date, zone: string): string {
  const { date, time } = localParts(now, zone)
  return time >= MORNING ? date : localParts(new Date(now.getTime() - 86_400_000), zone).date
}

/** The day on which an answer was given, on the diary's own clock. */
export function dayOf(at: string, zone: string): string {
  return at.length > 10 ? localParts(new Date(at), zone).date : at
}

/** Whether it may be asked what came of it: from six in the morning of the day after the last answer. */
export function isDue(flag: Flag, now: Date, zone: string): boolean {
  const last = [answeredAt(flag), flag.reply?.at ?? '']
    .map((at) => at && dayOf(at, zone))
    .sort()
    .at(-1)!
  return last < morningOf(now, zone)
}

/** What is asked, one after the other: what stands by its urgency, then what is old, the newest first. */
export function askedNow(flags: readonly Flag[], now: Date, zone: string): Flag[] {
  const due = flags.filter((flag) => flag.level !== 'routine' && isDue(flag, now, zone))
  const old = due
    .filter(isOld)
    .sort((a, b) => answeredAt(b).localeCompare(answeredAt(a)) || keyOf(a).localeCompare(keyOf(b)))
  return [...due.filter((flag) => !isOld(flag)), ...old]
}
