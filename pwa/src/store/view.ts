import { getAll } from './db'
import { winner } from './merge'
import * as outbox from './outbox'
import type { Told } from './told'
import type { Change, Data, Kind, Unit } from './types'

export interface ViewUnit {
  kind: Kind
  key: string
  date: string
  data: Data
  /** When it was answered; just now, where it is not kept yet. */
  edited_at?: string
  told?: Told
}

/** What the person sees: what the server holds, with what waits on this phone laid over it. */
export async function view(
  account: string,
  device: string,
  from: string,
): Promise<{ units: ViewUnit[]; waiting: Change[] }> {
  const [nights, others, waiting] = await Promise.all([
    getAll('units', 'by_date', IDBKeyRange.bound([account, from], [account, '\uffff'])),
    getAll('units', 'by_date', IDBKeyRange.only([account, ''])),
    outbox.all(account),
  ])
  return { units: overlay([...nights, ...others], waiting, device), waiting }
}

/** A unit in one word. */
export const nameOf = ({ kind, key }: { kind: Kind; key: string }): string => `${kind}|${key}`

/** One row for each unit, the winner of those that exist, deleted ones left out. */
export function overlay(kept: readonly Unit[], waiting: readonly Change[], device: string): ViewUnit[] {
  const units = new Map(kept.map((unit) => [nameOf(unit), unit]))
  const changes = groupBy(waiting, nameOf)
  const shown: ViewUnit[] = []
  for (const name of new Set([...units.keys(), ...changes.keys()])) {
    const best = winner(units.get(name), outbox.sorted(changes.get(name) ?? []), device)
    if (best?.op !== 'put') continue
    const { kind, key, date, data, edited_at, told } = best
    shown.push({ kind, key, date, data, edited_at, ...(told ? { told } : {}) })
  }
  return shown
}

export function groupBy<T>(items: readonly T[], of: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(of(item))
    if (group) group.push(item)
    else groups.set(of(item), [item])
  }
  return groups
}
