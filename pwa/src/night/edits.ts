import type { Edit } from '../store/outbox'
import type { Data, Kind } from '../store/types'
import type { Answer, Episode, EpisodeBody, Night, Outcome, SidedAnswer, SleepPeriod } from './types'

/** Each touch on a screen as the units it changes. Nothing here touches the store. */

export function setPain(night: Night, pain: boolean, zone: string): Edit[] {
  const gone = pain ? [] : (night.episodes ?? []).map(({ id }) => removal('episode', id, night.date))
  return [...gone, nightEdit(night, { pain }, zone)]
}

export function setNote(night: Night, note: string, zone: string): Edit {
  return nightEdit(night, { note }, zone)
}

function nightEdit(night: Night, change: { pain?: Answer; note?: string; told_by?: string }, zone: string): Edit {
  const { pain = null, note = '', told_by = 'self', timezone } = night
  return put('night', night.date, night.date, { pain, note, told_by, timezone: timezone ?? zone, ...change })
}

export function putEpisode(date: string, { id, ...body }: Episode): Edit {
  return put('episode', id, date, { date, ...(said(body) as EpisodeBody) })
}

export function removeEpisode(date: string, id: string): Edit {
  return removal('episode', id, date)
}

/** Everything said of a night taken away; the server keeps it in the trash for a month. */
export function removeNight({
  date,
  episodes = [],
  sleep,
  day = {},
  signs = {},
  checks = {},
  tips_tried = [],
}: Night): Edit[] {
  const dated = (kind: Kind, ids: string[]) => ids.map((id) => removal(kind, `${date}/${id}`, date))
  return [
    ...episodes.map(({ id }) => removal('episode', id, date)),
    ...(sleep ? [removal('sleep', date, date)] : []),
    ...dated('day', Object.keys(day)),
    ...dated('sign', Object.keys(signs)),
    ...dated('check', Object.keys(checks)),
    ...dated(
      'tip',
      tips_tried.map(({ tip }) => tip),
    ),
    removal('night', date, date),
  ]
}

/** The night's sleep, all its parts at once; a part of which nothing is said is none. */
export function setSleep(date: string, parts: readonly SleepPeriod[]): Edit {
  const periods = parts.map((part) => said(part)).filter((part) => Object.keys(part).length > 0)
  return periods.length ? put('sleep', date, date, { periods }) : removal('sleep', date, date)
}

export function setDay(date: string, id: string, value: Answer): Edit {
  return value === null ? removal('day', `${date}/${id}`, date) : put('day', `${date}/${id}`, date, { value })
}

export function setCheck(date: string, id: string, value: SidedAnswer): Edit {
  return value === null ? removal('check', `${date}/${id}`, date) : put('check', `${date}/${id}`, date, { value })
}

/** These very answers (`night/id`) taken back to "not asked"; the same question on another night stays answered. */
export function takeBackAnswers(nights: Record<string, Night>, answers: readonly string[]): Edit[] {
  return answers.flatMap((answer) => {
    const [date, id] = [answer.slice(0, 10), answer.slice(11)]
    const { checks, signs, episodes = [] } = nights[date] ?? {}
    const sign = id.replace('sign.', '')
    if (sign === id) return checks?.[id] ? [setCheck(date, id, null)] : []
    const of = episodes.filter((episode) => episode.signs?.[sign])
    return [
      ...(signs?.[sign] ? [setSign(date, sign, null)] : []),
      ...of.map((one) => putEpisode(date, { ...one, signs: answered(one.signs, sign, null) })),
    ]
  })
}

/** A sign noticed on a night without pain. */
export function setSign(date: string, id: string, value: SidedAnswer): Edit {
  return value === null ? removal('sign', `${date}/${id}`, date) : put('sign', `${date}/${id}`, date, { value })
}

export function setTip(date: string, tip: string, helped: Answer | undefined): Edit {
  return helped === undefined ? removal('tip', `${date}/${tip}`, date) : put('tip', `${date}/${tip}`, date, { helped })
}

/** Something of the plan was done on that day; taken back it is not said, never "not done". */
export function setTick(date: string, item: string, done: boolean): Edit {
  const key = `${date}/${item}`
  return done ? put('plan_tick', key, date, { value: true }) : removal('plan_tick', key, date)
}

export function setHealth(field: string, value: unknown): Edit {
  return put('health', field, '', { value })
}

/** One more answer in a map: true, a side or false are kept, null takes it back to "not asked". */
export function answered<V>(map: Record<string, V | null> | null | undefined, id: string, value: V | null) {
  const { [id]: _old, ...rest } = map ?? {}
  const next = value === null ? rest : { ...rest, [id]: value }
  return Object.keys(next).length ? (next as Record<string, V | null>) : null
}

/** What may be copied from an earlier spell: where, how and when; never strength, times, signs or notes. */
function repeatable({ onset, when, dur, feel, sites, radiates }: EpisodeBody): EpisodeBody {
  return said({ onset, when, dur, feel, sites: sites?.map(({ site, side }) => ({ site, side })), radiates })
}

/** An episode that repeats the one of the night `date`. */
export function copied(from: Episode, id: string, date: string): Episode {
  return { id, ...repeatable(from), copied_from: date }
}

/** The episode with a change; one that repeats another night's does so no more once what it repeats is edited. */
export function edited(episode: Episode, change: Partial<Episode>): Episode {
  const next = { ...episode, ...change }
  const same = JSON.stringify(repeatable(episode)) === JSON.stringify(repeatable(next))
  return same ? next : { ...next, copied_from: null }
}

export const outcomes: Outcome[] = ['helped', 'no_change', 'worse']

/** Leaves out what was not said, so that "not asked" travels as an absent key. */
function said<T extends object>(record: T): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  )
}

function put(kind: Kind, key: string, date: string, data: Data): Edit {
  return { kind, key, date, op: 'put', data }
}

function removal(kind: Kind, key: string, date: string): Edit {
  return { kind, key, date, op: 'delete', data: null }
}
