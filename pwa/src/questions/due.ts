import reading from '../../../insights/safety/answers.yaml'
import lifetimes from '../../../journal/vocabulary/lifetimes.yaml'
import { daysBetween } from '../night/date'
import type { Health, Night } from '../night/types'
import { current } from '../safety/person'
import type { Lifetimes } from '../safety/types'
import type { ViewUnit } from '../store/view'
import { healthOf } from '../warnings/health'
import { isHealth, saidTo } from './answers'
import { MONTHLY, ONBOARDING, WEEKLY, type Group } from './table'

const { holds } = reading as { holds: Record<string, number | undefined> }
const WEEK = 7
const MONTH = 28

/** What is known when it is asked what to ask. */
export interface Known {
  nights: Record<string, Night>
  others: readonly ViewUnit[]
  /** The night that the morning is about. */
  date: string
}

/** Health answers that still count: one past its lifetime is "not asked" again. */
export function currentHealth(others: readonly ViewUnit[], today: string): Health {
  return current(healthOf(others), today, lifetimes as Lifetimes)
}

/** The night of the last answer to an id; undefined when it was never asked. */
export function lastAsked(id: string, { nights, others }: Known): string | undefined {
  if (isHealth(id)) {
    const unit = others.find(({ kind, key }) => kind === 'health' && key === id)
    return (unit?.data as { value?: unknown } | undefined)?.value == null ? undefined : (unit?.edited_at?.slice(0, 10) ?? '9999')
  }
  return Object.values(nights).filter((night) => saidTo(id, night, {}) !== null).map(({ date }) => date).sort().at(-1)
}

/** Whether an answer is older than so many days. Never asked is not old. */
function isOlder(id: string, span: number, known: Known): boolean {
  const last = lastAsked(id, known)
  return last !== undefined && daysBetween(last, known.date) >= span
}

const isOpen = (id: string, health: Health): boolean => saidTo(id, { date: '' }, health) === null
const monthsOld = (id: string, known: Known): boolean => MONTHLY.includes(id) && isOlder(id, holds[id] ?? MONTH, known)

/** The screens about the person that still have an open question. */
export function openScreens(health: Health): Group[] {
  return ONBOARDING.filter(({ ids }) => ids.some((id) => isOpen(id, health)))
}

/** What one morning asks of a group: of the person only what is open or a month old, of the body everything. */
export function weeklyIds(group: Group, known: Known): string[] {
  const health = currentHealth(known.others, known.date)
  return group.ids.filter((id) => !isHealth(id) || isOpen(id, health) || monthsOld(id, known))
}

/** The group of this morning: one begun today, else the one asked longest ago, a skipped one first. Null: all are done. */
export function checkOf(known: Known): Group | null {
  const asked = WEEKLY.map((group) => ({ group, last: lastWhole(group, known) }))
  const today = asked.find(({ last }) => last === known.date)
  if (today) return today.group
  const due = asked.filter(({ last }) => last === '' || daysBetween(last, known.date) >= WEEK)
  return due.sort((a, b) => (a.last < b.last ? -1 : a.last > b.last ? 1 : 0))[0]?.group ?? null
}

/** The latest date by which every question of the body in the group was answered; '' when one never was. */
export function lastWhole({ ids }: Group, known: Known): string {
  return ids.filter((id) => !isHealth(id)).map((id) => lastAsked(id, known) ?? '').sort()[0] ?? ''
}

/** Answers that hold for a month and are asked anew after it. */
export function monthlyIds(known: Known): string[] {
  return MONTHLY.filter((id) => !isHealth(id) && monthsOld(id, known))
}
