import type { ViewUnit } from '../../store/view'
import type { Edit } from '../../store/outbox'

export interface DatedEvent {
  id: string
  on: string
  kind: string
  text: string
}

/** Kinds that speak of a medicine taken every day; one taken when it hurts belongs to the spell it was taken for. */
export const MEDICINE = ['medicine_start', 'medicine_raise', 'medicine_lower', 'dose', 'medicine_stop']
/** What can be done to one: begun, raised, lowered, stopped. */
export const CHANGES = ['medicine_start', 'medicine_raise', 'medicine_lower', 'medicine_stop']

/** Newest first. */
export function eventsOf(others: readonly ViewUnit[]): DatedEvent[] {
  const all = others
    .filter(({ kind }) => kind === 'event')
    .map(({ key, data }) => ({ id: key, ...(data as Omit<DatedEvent, 'id'>) }))
  return all.sort((a, b) => (a.on === b.on ? (a.id < b.id ? 1 : -1) : a.on < b.on ? 1 : -1))
}

/** Medicines begun and not stopped by that day, each with its latest word. */
export function takenNow(events: readonly DatedEvent[], today: string): DatedEvent[] {
  const name = (text: string) => text.trim().toLocaleLowerCase()
  const past = events.filter(({ kind, on }) => MEDICINE.includes(kind) && on <= today)
  const latest = new Map<string, DatedEvent>()
  for (const event of past) if (!latest.has(name(event.text))) latest.set(name(event.text), event)
  return [...latest.values()].filter(({ kind }) => kind !== 'medicine_stop')
}

export function putEvent({ id, ...data }: DatedEvent): Edit {
  return { kind: 'event', key: id, date: '', op: 'put', data: { ...data } }
}

export function removeEvent(id: string): Edit {
  return { kind: 'event', key: id, date: '', op: 'delete', data: null }
}
