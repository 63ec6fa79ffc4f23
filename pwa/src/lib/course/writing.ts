import { day, number, words } from '../../i18n/i18n.svelte'
import type { Writing } from './text'

/** How the reader of this screen writes. */
export const writing = (): Writing => ({
  language: words.language,
  day: (date) => day(date, { day: 'numeric', month: 'short' }),
  number: (value, decimals = 0) => number(value, { minimumFractionDigits: decimals, maximumFractionDigits: 1 }),
})
