import lifetimes from '../../../journal/vocabulary/lifetimes.yaml'
import type { Health, Night } from '../night/types'
import { current } from '../safety/lapse'
import type { Lifetimes } from '../safety/types'
import type { ViewUnit } from '../store/view'
import { healthOf } from '../warnings/health'
import { isHealth, saidTo } from './answers'

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
    return (unit?.data as { value?: unknown } | undefined)?.value == null
      ? undefined
      : (unit?.edited_at?.slice(0, 10) ?? '9999')
  }
  return Object.values(nights)
    .filter((night) => saidTo(id, night, {}) !== null)
    .map(({ date }) => date)
    .sort()
    .at(-1)
}
