import { localParts } from '../../night/date'
import { diary } from '../../store/diary.svelte'

/** The calendar date of a moment told in seconds, on the person's clock. */
export function dateOf(seconds: number): string {
  return localParts(new Date(seconds * 1000), diary.settings.zone).date
}
