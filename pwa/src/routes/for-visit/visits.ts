import type { Edit } from '../../store/outbox'
import type { ViewUnit } from '../../store/view'

export interface VisitEvent {
  key: string
  on: string
  text: string
}

/** The last visit before today and the next one from today on: dated events of the diary. */
export function visitsOf(units: readonly ViewUnit[], today: string): { last?: VisitEvent; coming?: VisitEvent } {
  const visits = units
    .filter(({ kind, data }) => kind === 'event' && (data as { kind?: string } | null)?.kind === 'visit')
    .map(({ key, data }) => ({ key, text: '', ...(data as { on: string; text?: string }) }))
    .sort((a, b) => a.on.localeCompare(b.on))
  return { last: visits.filter(({ on }) => on < today).at(-1), coming: visits.find(({ on }) => on >= today) }
}

/** A visit as it now stands, under its key; without a date there is none. */
export function visitEdits(
  key: string,
  held: VisitEvent | undefined,
  { on, text }: { on: string; text: string },
): Edit[] {
  if (!on) return held ? [{ kind: 'event', key, date: '', op: 'delete', data: null }] : []
  return [{ kind: 'event', key, date: '', op: 'put', data: { on, kind: 'visit', text: text.trim() } }]
}
