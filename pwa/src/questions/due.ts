import reading from '../../../insights/safety/answers.yaml'
import { daysBetween } from '../night/date'
import type { Health } from '../night/types'
import { tooOldFor } from '../safety/person'
import type { Reading } from '../safety/types'
import { isHealth, saidTo } from './answers'
import { currentHealth, lastAsked, type Known } from './known'
import { MONTHLY, ONBOARDING, WEEKLY, type Group } from './table'

const { holds, pregnancy } = reading as Pick<Reading, 'holds' | 'pregnancy'>
const WEEK = 7
const MONTH = 28

/** Whether an answer is older than so many days. Never asked is not old. */
function isOlder(id: string, span: number, known: Known): boolean {
  const last = lastAsked(id, known)
  return last !== undefined && daysBetween(last, known.date) >= span
}

const isOpen = (id: string, health: Health): boolean => saidTo(id, { date: '' }, health) === null
/** Whether a question can concern the person, or was answered all the same. */
export const concerns = (id: string, health: Health, today: string): boolean =>
  !pregnancy.ids.includes(id) || !isOpen(id, health) || !tooOldFor(health, today, { pregnancy })
const monthsOld = (id: string, known: Known): boolean => MONTHLY.includes(id) && isOlder(id, holds[id] ?? MONTH, known)

/** The screens about the person that still have an open question. */
export function openScreens(health: Health, today: string): Group[] {
  return ONBOARDING.filter(({ ids }) => ids.some((id) => isOpen(id, health) && concerns(id, health, today)))
}

/** What one morning asks of a group: of the person only what is open or a month old, of the body everything. */
export function weeklyIds(group: Group, known: Known): string[] {
  const health = currentHealth(known.others, known.date)
  return group.ids.filter(
    (id) => concerns(id, health, known.date) && (!isHealth(id) || isOpen(id, health) || monthsOld(id, known)),
  )
}

/**
 * The group of this morning: one begun today, else the one asked longest ago, a skipped one first. Null: all are done.
 */
export function checkOf(known: Known): Group | null {
  const asked = WEEKLY.map((group) => ({ group, last: lastWhole(group, known) }))
  const today = asked.find(({ last }) => last === known.date)
  if (today) return today.group
  const due = asked.filter(({ last }) => last === '' || daysBetween(last, known.date) >= WEEK)
  return due.sort((a, b) => (a.last < b.last ? -1 : a.last > b.last ? 1 : 0))[0]?.group ?? null
}

/** The latest date by which every question of the body in the group was answered; '' when one never was. */
export function lastWhole({ ids }: Group, known: Known): string {
  return (
    ids
      .filter((id) => !isHealth(id))
      .map((id) => lastAsked(id, known) ?? '')
      .sort()[0] ?? ''
  )
}

/** Answers that hold for a month and are asked anew after it. */
export function monthlyIds(known: Known): string[] {
  return MONTHLY.filter((id) => !isHealth(id) && monthsOld(id, known))
}
