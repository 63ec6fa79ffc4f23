import { daysBetween } from '../night/date'
import { given } from './answers'
import type { Answer, DiaryHealth, Reading } from './types'

const ENDINGS = ['birth', 'pregnancy_ended']

/** Days from a dated event to today; negative when it lies ahead. Null: not said. */
export function daysSince(health: DiaryHealth, name: string, today: string): number | null {
  const on = health.dates?.[name] ?? null
  return on === null ? null : daysBetween(on, today)
}

/** What is known of the person: every `who.*` answer that counts today, by id. */
export function knownOf(health: DiaryHealth, today: string, reading: Reading): Map<string, Answer> {
  const known = new Map<string, Answer>()
  for (const [name, value] of Object.entries(health.who ?? {})) {
    if (value !== null && value !== undefined) say(known, `who.${name}`, value !== false, given(health, `who.${name}`))
  }
  for (const [id, { date, days }] of Object.entries(reading.dates)) {
    const age = daysSince(health, date, today)
    if (age !== null && age >= 0 && age <= days) say(known, id, true, given(health, `dates.${date}`))
  }
  if (tooOldFor(health, today, reading)) {
    for (const id of reading.pregnancy.ids) if (id.startsWith('who.') && !known.has(id)) say(known, id, false, '')
  }
  followDueDate(known, health, today, reading)
  return known
}

/** Whether pregnancy cannot concern the person: by birth year alone, the birthday still to come. */
export const tooOldFor = (
  { birth_year: born }: Pick<DiaryHealth, 'birth_year'>,
  today: string,
  { pregnancy }: Pick<Reading, 'pregnancy'>,
): boolean => born != null && Number(today.slice(0, 4)) - born - 1 >= pregnancy.not_from_age

function say(known: Map<string, Answer>, id: string, yes: boolean, at: string): void {
  known.set(id, { id, yes, legs: 0, on: '', foot: false, at, implied: false, sided: false })
}

/**
 * Pregnancy runs to a birth or another end, else some days past the due date, and then counts as just after.
 * A tick without any date never lapses; one told after the end is about another pregnancy.
 */
function followDueDate(
  known: Map<string, Answer>,
  health: DiaryHealth,
  today: string,
  { pregnancy: span }: Reading,
): void {
  const tick = known.get('who.pregnant')
  const ends = (ago: number, otherwise: boolean) => {
    if (tick && !toldAfter(tick, ago, today, otherwise)) known.set('who.pregnant', { ...tick, yes: false })
  }
  const due = daysSince(health, 'due', today)
  const endings = ENDINGS.flatMap((name) => daysSince(health, name, today) ?? []).filter((age) => age >= 0)
  let over = endings.length ? Math.min(...endings) : null
  if (due === null) {
    if (over !== null) ends(over, over > span.postpartum)
    return
  }
  if (due < -span.before) return
  if (over !== null && over > due + span.before) over = null
  const at = given(health, 'dates.due')
  if (over === null && due <= span.after) {
    if (!tick || tick.yes || !(at && tick.at > at)) say(known, 'who.pregnant', true, at)
    return
  }
  if (over === null && due <= span.postpartum) say(known, 'who.postpartum6w', true, at)
  ends(over ?? due - span.after, false)
}

/** Whether an answer was given after the event so many days ago; `otherwise` when its instant is not known. */
const toldAfter = (tick: Answer, ago: number, today: string, otherwise: boolean): boolean =>
  tick.at ? daysBetween(tick.at.slice(0, 10), today) < ago : otherwise
