import type { Data, Kind } from '../store/types'
import { inPain } from './reading'
import type { Answer, Episode, EpisodeBody, Night, SidedAnswer, SleepPeriod } from './types'

/** One unit as it is to be shown: kind, key and its data; deleted ones are left out before. */
export interface Shown {
  kind: Kind
  key: string
  date: string
  data: Data
}

const OF_A_NIGHT: readonly Kind[] = ['night', 'sleep', 'day', 'sign', 'check', 'tip', 'plan_tick']

/** The evening a unit belongs to, '' for none. An episode says it in its data; the others in their key. */
export function dateOf(kind: Kind, key: string, data: Data): string {
  if (kind === 'episode') return String((data as { date?: string } | null)?.date ?? '')
  return OF_A_NIGHT.includes(kind) ? key.slice(0, 10) : ''
}

/** Puts the units of one evening together as the night the API would answer. */
export function assemble(date: string, units: readonly Shown[]): Night {
  const night: Night = { date, episodes: [], day: {}, signs: {}, checks: {}, tips_tried: [] }
  for (const unit of units) place(night, unit)
  night.episodes!.sort(inOrder)
  if (night.episodes!.length > 0) night.pain = true
  return night
}

function place(night: Night, { kind, key, data }: Shown): void {
  const id = key.slice(11)
  const value = (data as { value?: unknown } | null)?.value
  if (kind === 'night') Object.assign(night, data)
  else if (kind === 'episode') night.episodes!.push(episode(key, data))
  else if (kind === 'sleep') night.sleep = periods(data)
  else if (kind === 'day') night.day![id] = value as Answer
  else if (kind === 'sign') night.signs![id] = value as SidedAnswer
  else if (kind === 'check') night.checks![id] = value as SidedAnswer
  else if (kind === 'tip') night.tips_tried!.push({ tip: id, helped: (data as { helped?: Answer }).helped ?? null })
}

/** A single sleep, a list of them, or the server's own form of a list. */
function periods(data: Data): SleepPeriod[] {
  if (Array.isArray(data)) return data as SleepPeriod[]
  const listed = (data as { periods?: SleepPeriod[] }).periods
  return listed ?? [data as SleepPeriod]
}

function episode(id: string, data: Data): Episode {
  const { date: _date, ...body } = data as Record<string, unknown> & EpisodeBody
  return { id, ...body }
}

function inOrder(a: Episode, b: Episode): number {
  const [from, to] = [a.started_at ?? '', b.started_at ?? '']
  if (from && to && from !== to) return Date.parse(from) - Date.parse(to)
  return a.id < b.id ? -1 : 1
}

/** True when anything of the evening was answered. */
export function isLogged(night: Night | undefined): boolean {
  return night !== undefined && inPain(night) !== null
}

/** When an episode of the night began at or after `since`; undefined for none. */
export function begunSince(night: Night, since: Date): Date | undefined {
  const begun = (night.episodes ?? []).flatMap(({ started_at }) => (started_at ? [new Date(started_at)] : []))
  return begun.findLast((at) => at >= since)
}
