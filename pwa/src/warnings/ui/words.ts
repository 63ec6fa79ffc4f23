import type { Flag, FlagOutcome } from '../../api/types'
import { day, t, time } from '../../i18n/i18n.svelte'
import { itemLabel } from '../../i18n/items'
import { label } from '../../i18n/vocabulary'
import { diary } from '../../store/diary.svelte'
import { localParts } from '../../night/date'
import { answeredAt } from './raising.svelte'

/** What was ticked, in the words of the questions; what is counted over many nights has none. */
export function ticked({ items = [] }: Flag): string[] {
  const said = items.map((item) => itemLabel(item) || (label('check', item) === item ? '' : label('check', item)))
  return [...new Set(said.filter(Boolean))]
}

/** The evening or day on which it was answered, and the time where that is known. */
export function since(flag: Flag): string {
  const at = answeredAt(flag)
  if (!at) return ''
  const { zone } = diary.settings
  const short = { weekday: 'short', day: 'numeric', month: 'short' } as const
  return at.length > 10
    ? t('warn.from', { day: day(localParts(new Date(at), zone).date, short), time: time(at, zone) })
    : t('warn.from_day', { day: day(at, short) })
}

/** What to say, without the "Say:" that its heading says already. */
export function toSay({ say }: Flag): string {
  return (say ?? '').replace(/^(?:Say|Sagen Sie|Diga): (.)/, (_, first: string) => first.toUpperCase())
}

/** The one line that stands for a warning in the bar: what it is about, in the words of its rule. */
export function short(flag: Flag): string {
  return flag.title || t(`warn.lead_${flag.level}`)
}

/** An answer to a warning as its button said it. */
export function outcomeText(outcome: FlagOutcome): string {
  if (outcome === 'need_help' || outcome === 'talked' || outcome === 'safe_now') return t(`crisis.${outcome}`)
  return t(`next.${outcome}`)
}
