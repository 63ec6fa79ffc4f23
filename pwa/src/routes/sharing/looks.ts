import type { Look } from '../../api/types'
import { day, t, time } from '../../i18n/i18n.svelte'
import type { MessageKey } from '../../i18n/keys'
import { diary } from '../../store/diary.svelte'

/** What was used, in words; a route without words of its own goes by its name. */
const things: Record<string, MessageKey> = {
  page: 'sharing.what_page',
  'report.pdf': 'sharing.what_paper',
  report: 'sharing.what_page',
  caseload: 'sharing.what_list',
  visit: 'sharing.what_visit',
  'notes.write': 'sharing.what_note',
  'plan.write': 'sharing.what_plan',
  'review.write': 'sharing.what_review',
  nights: 'sharing.what_nights',
  night: 'sharing.what_nights',
}

/** Who looked at what and when, in one line. */
export function said({ at, name, role, what, reason }: Look): string {
  if (role === 'admin') return act({ at, name, what, reason })
  const who = name || t(role === 'visit' ? 'sharing.by_code' : 'sharing.closed_account')
  const thing = things[what]
  return t('sharing.look', {
    name: who,
    day: day(at.slice(0, 10)),
    time: time(at, diary.settings.zone),
    what: thing ? t(thing) : what,
  })
}

/** What an administrator did to the account, and why. */
function act({ at, name, what, reason }: Omit<Look, 'role'>): string {
  const done = t(`sharing.act_${what.replace('admin.', '')}` as MessageKey) || what
  return t('sharing.act', {
    name: name || t('sharing.administrator'),
    day: day(at.slice(0, 10)),
    time: time(at, diary.settings.zone),
    what: done,
    reason,
  })
}
