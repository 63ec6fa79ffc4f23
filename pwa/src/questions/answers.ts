import { isSided, label, type GroupId } from '../i18n/vocabulary'
import { answered, putEpisode, setCheck, setDay, setHealth, setSign } from '../night/edits'
import type { Answer, Health, Night, SidedAnswer } from '../night/types'
import type { Edit } from '../store/outbox'

/** Yes, no, a leg, a date or a year; null is not asked. */
export type Said = SidedAnswer | string | number
export type Answers = Record<string, Said>

const GROUPS: Record<string, GroupId> = { sign: 'sign', who: 'who', day: 'day', dates: 'health_date' }

/** Whose answer an id is, and its name there: `sign.cold` is the sign "cold", `pe.collapse` the check of that name. */
function placeOf(id: string): { group: GroupId; item: string } {
  const dot = id.indexOf('.')
  const group = GROUPS[id.slice(0, dot)]
  return group ? { group, item: id.slice(dot + 1) } : { group: 'check', item: id }
}

const PLAIN = ['birth_year', 'weeks_of_trouble', 'bother'] as const

export const isHealth = (id: string): boolean => /^(who|dates)\./.test(id) || PLAIN.some((each) => each === id)
export const isDate = (id: string): boolean => id.startsWith('dates.')
export const canNameLeg = (id: string): boolean => isSided(placeOf(id).group, placeOf(id).item)

/** A question as a row, in the reader's words. */
export function rowOf(id: string): { id: string; name: string } {
  const { group, item } = placeOf(id)
  return { id, name: label(group, item) }
}

/** What was said to an id tonight, or of the person. */
export function saidTo(id: string, night: Night, health: Health): Said {
  const plain = PLAIN.find((each) => each === id)
  if (plain) return health[plain] ?? null
  const { group, item } = placeOf(id)
  if (group === 'who') return health.who?.[item] ?? null
  if (group === 'health_date') return health.dates?.[item] ?? null
  if (group === 'day') return night.day?.[item] ?? null
  if (group === 'check') return night.checks?.[item] ?? null
  const signs = [night.signs, ...(night.episodes ?? []).map((episode) => episode.signs)].map(
    (each) => each?.[item] ?? null,
  )
  return signs.find(Boolean) ?? signs.find((said) => said !== null) ?? null
}

export const isYes = (said: Said): boolean | null => (said === null ? null : said !== false)

/** All that a night says yes to, as follow-ups name it. */
export function yesesOf(night: Night): string[] {
  const yes = (prefix: string, map: Record<string, SidedAnswer> | null | undefined) =>
    Object.entries(map ?? {})
      .filter(([, said]) => said)
      .map(([id]) => prefix + id)
  const episodes = night.episodes ?? []
  const tried = episodes.flatMap(({ actions }) =>
    Object.entries(actions ?? {}).map(([id, outcome]) => triedAs(id, outcome)),
  )
  return [
    ...new Set([
      ...yes('', night.checks),
      ...[night, ...episodes].flatMap(({ signs }) => yes('sign.', signs)),
      ...tried.filter((id) => id !== null),
    ]),
  ]
}

/** What came of trying something, as the rules name it. */
export function triedAs(action: string, outcome: string | null | undefined): string | null {
  return outcome === 'helped' ? `help.${action}` : outcome === 'worse' ? `worse.${action}` : null
}

/** Answers as what the diary keeps; a sign of a painful night stands with its latest episode. */
export function editsOf(night: Night, answers: Answers): Edit[] {
  const signs: Record<string, SidedAnswer> = {}
  const edits = Object.entries(answers).flatMap(([id, value]): Edit[] => {
    const { group, item } = placeOf(id)
    if (isHealth(id)) return [setHealth(id, value)]
    if (group === 'day') return [setDay(night.date, item, value as Answer)]
    if (group === 'check') return [setCheck(night.date, item, value as SidedAnswer)]
    signs[item] = value as SidedAnswer
    return []
  })
  return [...edits, ...signEdits(night, signs)]
}

function signEdits(night: Night, signs: Record<string, SidedAnswer>): Edit[] {
  const last = night.episodes?.at(-1)
  const said = Object.entries(signs)
  if (!last) return said.map(([id, value]) => setSign(night.date, id, value))
  if (!said.length) return []
  return [
    putEpisode(night.date, {
      ...last,
      signs: said.reduce(
        (map: Record<string, SidedAnswer> | null, [id, value]) => answered(map, id, value),
        last.signs ?? null,
      ),
    }),
  ]
}

/** The night with these answers said: for a night that this phone does not keep. */
export function withAnswers(night: Night, answers: Answers): Partial<Night> {
  const checks = { ...night.checks }
  const signs = { ...night.signs }
  for (const [id, value] of Object.entries(answers)) {
    const { group, item } = placeOf(id)
    if (group === 'check') checks[item] = value as SidedAnswer
    else if (group === 'sign') signs[item] = value as SidedAnswer
  }
  return { checks, signs }
}
