import { daysBetween } from '../night/date'
import { LEVELS } from './levels'
import { joined, keyOf, later, legOf, ms, nameOf, ruleOf, union } from './names'
import type { Level } from './types'

/**
 * The ledger of flags: which warnings stand, given all that was told and all that was said after it. The same pure
 * function of two sets as `insights/safety/ledger.py`: whatever the order in which tellings and replies arrive, and
 * on however many devices, the same warnings stand. Nothing leaves but by an answer of the person.
 */

/** The order rules' numbers, as `insights/safety/ledger.yaml` writes them. */
export interface OrderRules {
  silent_days: number
  clot_days: number
  clot_rules: string[]
  second_scan_day: number
  worse_by: number
  never_silent: string[]
  fold_days: number
  put_off_days: number
  still_after: number
  gone: Partial<Record<Level, Level>>
  puts_off: Level[]
  without_leg: string[]
  legless_levels: Level[]
}

/**
 * A rule that fired; tellings of one rule, leg, level, items and night are one. Instants are ISO texts. `given`: the
 * newest answer it rests on; `at`: when it was last judged to stand, now for today and `given` for a night's own
 * evening; `answers`: the checks and signs it rests on, as `night/id`; `settled_at`: answers behind its row or sign
 * decided it.
 */
export interface Telling {
  rule: string
  leg: string
  level: Level
  items: string[]
  night: string
  given: string
  at: string
  found_at: string
  raised_at: string
  answers: string[]
  worst: number | null
  places: string[]
  version?: string
  settled_at?: string | null
}

export type Outcome =
  | 'seen_cleared'
  | 'seen_treated'
  | 'could_not_reach'
  | 'mistap'
  | 'still_so'
  | 'gone'
  | 'not_now'
  | 'not_yet'
  | 'need_help'
  | 'talked'
  | 'safe_now'

/** What the person said after a warning, and the warning as it stood then; `taken_back` undoes the last before it. */
export interface Reply {
  id: string
  rule: string
  leg: string
  outcome: Outcome | 'taken_back'
  at: string
  /** Without it, it is not known how the warning stood: all that was told up to then is meant. */
  level: Level | ''
  items: string[]
  answers: string[]
  worst: number | null
  places: string[]
}

export interface Entry {
  rule: string
  leg: string
  level: Level
  items: string[]
  night: string
  given: string
  raised_at: string
  still: boolean
  gone: boolean
  reply: Reply | null
  tellings: Telling[]
}

/** `open` stand before the person, the most urgent first; `folded` wait as one line, or were put off. */
export interface Ledger {
  open: Entry[]
  folded: Entry[]
}

const DAY = 86_400_000
const SEEN: readonly string[] = ['seen_cleared', 'seen_treated']
const FOLDING: readonly string[] = [...SEEN, 'talked', 'safe_now']
const LEAVING: readonly string[] = ['could_not_reach', 'not_yet', 'need_help', 'still_so', 'gone', 'not_now']

const rank = (level: Level): number => LEVELS.indexOf(level)
const within = (few: readonly string[], many: readonly string[]): boolean => few.every((one) => many.includes(one))

/** The warnings that stand at `now`, where the person's date is `today`. */
export function ledger(
  tellings: readonly Telling[],
  replies: readonly Reply[],
  now: string,
  today: string,
  rules: OrderRules,
): Ledger {
  const said = standingReplies(replies)
  const every = joined(tellings.map((one) => ofItsLeg(one, rules)))
  const groups = new Map<string, Telling[]>()
  for (const telling of every) {
    if (answered(telling, said, rules)) continue
    const key = keyOf(telling.rule, telling.leg)
    groups.set(key, [...(groups.get(key) ?? []), telling])
  }
  const entries = [...legsKnown(groups)].map(([key, group]) => entry(group, legOf(key), said, today, rules))
  const waiting = entries.filter((one) => putOff(one, said, now, rules))
  const open = entries.filter((one) => !waiting.includes(one))
  return { open: open.sort(byUrgency), folded: [...waiting, ...folded(every, said, open, now, today, rules)] }
}

/** The telling without a leg where its warning is not about one leg. */
const ofItsLeg = (telling: Telling, { without_leg, legless_levels }: OrderRules): Telling =>
  without_leg.includes(telling.rule) || legless_levels.includes(telling.level) ? { ...telling, leg: '' } : telling

/** Replies that were not taken back, oldest first: each taking back undoes the last before it. */
export function standingReplies(replies: readonly Reply[]): Reply[] {
  const unique = [...new Map(replies.map((reply) => [reply.id, reply])).values()]
  const order = (a: Reply, b: Reply) =>
    ms(a.at) - ms(b.at) ||
    Number(a.outcome === 'taken_back') - Number(b.outcome === 'taken_back') ||
    (a.id < b.id ? -1 : 1)
  const standing: Reply[] = []
  for (const reply of unique.sort(order)) {
    if (reply.outcome !== 'taken_back') standing.push(reply)
    else {
      const last = standing.findLastIndex(
        ({ rule, leg }) => rule === reply.rule && (leg === reply.leg || !leg || !reply.leg),
      )
      if (last >= 0) standing.splice(last, 1)
    }
  }
  return standing
}

/** Whether the person has answered this telling, or what they told besides has decided it. */
export function answered(telling: Telling, replies: readonly Reply[], rules: OrderRules): boolean {
  const given = toldAt(telling, replies)
  if (settled(telling) || replies.some((reply) => takenBack(telling, given, reply))) return true
  return covers(
    replies.filter((reply) => silences(reply, telling, given, rules)),
    telling,
    rules,
  )
}

const settled = ({ settled_at, found_at }: Telling): boolean => Boolean(settled_at) && ms(settled_at!) >= ms(found_at)

/** The instant it was told last: "It is still so" tells it again. */
export function toldAt(telling: Telling, replies: readonly Reply[]): string {
  const again = replies.filter(
    (one) => one.outcome === 'still_so' && about(one, telling) && ms(one.at) >= ms(telling.given),
  )
  return again.reduce((last, { at }) => later(last, at), telling.given)
}

const oneLeg = (leg: string): boolean => leg === 'left' || leg === 'right'

/** Whether a reply is about this rule and leg. A leg that was not said may be either. */
export function about(reply: Reply, { rule, leg }: { rule: string; leg: string }): boolean {
  return reply.rule === rule && (!oneLeg(reply.leg) || leg === '' || leg === reply.leg)
}

/**
 * When silences ended of what was told before or in them: what of it still counted then stands from then on. Nobody
 * may have looked just then, and what counts passes; each such instant is judged once more, therefore.
 */
export function silencesEnded(
  tellings: readonly Telling[],
  replies: readonly Reply[],
  now: string,
  rules: OrderRules,
): SilenceEnd[] {
  const ends = standingReplies(replies).flatMap((reply) => {
    const end = ms(reply.at) + silenceOf(reply.rule, rules)
    if (!SEEN.includes(reply.outcome) || rules.never_silent.includes(reply.rule) || end > ms(now)) return []
    const isOlder = (one: Telling) => about(reply, one) && ms(one.given) <= end && ms(one.at) < end
    return tellings.some(isOlder) ? [{ rule: reply.rule, at: new Date(end).toISOString() }] : []
  })
  return [...new Map(ends.map((one) => [`${one.at} ${one.rule}`, one])).values()]
}

export interface SilenceEnd {
  rule: string
  at: string
}

const silenceOf = (rule: string, { clot_rules, clot_days, silent_days }: OrderRules): number =>
  (clot_rules.includes(rule) ? clot_days : silent_days) * DAY

/**
 * Whether the telling holds nothing that was not there when the person replied, once or several times: no other leg,
 * higher level, new item, spread or much worse pain.
 */
export function covers(replies: readonly Reply[], telling: Telling, rules: OrderRules): boolean {
  const mine = replies.filter((one) => about(one, telling))
  if (mine.some(({ level, at }) => !level && ms(telling.given) <= ms(at))) return true
  if (mine.length && rules.never_silent.includes(telling.rule)) return true
  const of = mine.filter(({ level }) => level && rank(telling.level) >= rank(level))
  const worst = of.map((one) => one.worst).filter((one) => one !== null)
  const muchWorse = telling.worst !== null && worst.length > 0 && telling.worst >= Math.max(...worst) + rules.worse_by
  return (
    of.length > 0 &&
    within(telling.items, union(of.map(({ items }) => items))) &&
    within(telling.places, union(of.map(({ places }) => places))) &&
    !muchWorse
  )
}

/** Whether it rests on an answer that was a slip. What was told later, or of another night, is not. */
function takenBack(telling: Telling, given: string, reply: Reply): boolean {
  if (reply.outcome !== 'mistap' || ms(given) > ms(reply.at)) return false
  if (!reply.level || !telling.answers.length) return !reply.answers.length && about(reply, telling)
  return telling.answers.some((one) => reply.answers.includes(one))
}

/** Whether a reply is one that silences, at the instant of the telling. */
function silences(reply: Reply, telling: Telling, given: string, rules: OrderRules): boolean {
  if (rules.never_silent.includes(telling.rule)) return FOLDING.includes(reply.outcome) && ms(given) <= ms(reply.at)
  const again = telling.level === 'emergency' && ms(given) > ms(reply.at)
  const over = ms(later(telling.at, given)) >= ms(reply.at) + silenceOf(telling.rule, rules)
  return SEEN.includes(reply.outcome) && !again && !over
}

/** A telling without a leg belongs to the warning of its rule that names one, where there is any. */
function legsKnown(groups: ReadonlyMap<string, Telling[]>): Map<string, Telling[]> {
  const known = new Map([...groups].filter(([key]) => legOf(key)))
  for (const [rule, group] of [...groups].filter(([key]) => !legOf(key))) {
    const newest = (key: string) => Math.max(...known.get(key)!.map(({ given }) => ms(given)))
    const legs = [...known.keys()].filter((key) => ruleOf(key) === rule).sort()
    const joins = legs.reduce<string | undefined>(
      (best, key) => (best && newest(best) >= newest(key) ? best : key),
      undefined,
    )
    known.set(joins ?? rule, [...(known.get(joins ?? rule) ?? []), ...group])
  }
  return known
}

function entry(
  group: readonly Telling[],
  leg: string,
  said: readonly Reply[],
  today: string,
  rules: OrderRules,
): Entry {
  const { rule } = group[0]!
  const levels = group.map((telling) => levelOf(telling, said, rules))
  const urgent = levels.reduce((best, one) => (rank(one.level) < rank(best.level) ? one : best))
  const given = group.map((telling) => toldAt(telling, said))
  const days = group.map((telling, at) =>
    ms(given[at]!) > ms(telling.given) ? later(`${telling.night}T00:00:00Z`, given[at]!).slice(0, 10) : telling.night,
  )
  const first = Math.min(...given.map(ms))
  const replies = said.filter(
    (one) => LEAVING.includes(one.outcome) && about(one, { rule, leg }) && ms(one.at) >= first,
  )
  return {
    rule,
    leg,
    level: urgent.level,
    gone: urgent.gone,
    items: union(group.map(({ items }) => items)),
    night: group
      .map(({ night }) => night)
      .sort()
      .at(-1)!,
    given: given.reduce(later),
    raised_at: group.map(({ raised_at }) => raised_at).reduce((one, other) => (ms(other) < ms(one) ? other : one)),
    still: daysBetween(days.sort().at(-1)!, today) > rules.still_after,
    reply: replies.at(-1) ?? null,
    tellings: [...group].sort(
      (a, b) =>
        ms(a.given) - ms(b.given) || (a.night < b.night ? -1 : a.night > b.night ? 1 : nameOf(a) < nameOf(b) ? -1 : 1),
    ),
  }
}

/** The level after "It has gone", which lowers what was told before it, and whether it did. */
function levelOf(telling: Telling, said: readonly Reply[], rules: OrderRules): { level: Level; gone: boolean } {
  const given = toldAt(telling, said)
  const gone = said.some((one) => one.outcome === 'gone' && about(one, telling) && ms(given) <= ms(one.at))
  const lower = rules.gone[telling.level]
  if (!gone || !lower || rules.never_silent.includes(telling.rule)) return { level: telling.level, gone: false }
  return { level: lower, gone: true }
}

/** "Not now" puts off what may wait, and nothing that is new since and was not seen besides. */
function putOff({ reply, level, tellings }: Entry, said: readonly Reply[], now: string, rules: OrderRules): boolean {
  const beside = (telling: Telling) => said.filter((one) => silences(one, telling, toldAt(telling, said), rules))
  return (
    reply?.outcome === 'not_now' &&
    rules.puts_off.includes(level) &&
    ms(now) < ms(reply.at) + rules.put_off_days * DAY &&
    tellings.every((telling) => covers([reply, ...beside(telling)], telling, rules))
  )
}

/** What is never silent and was answered: one line for so many days. */
function folded(
  every: readonly Telling[],
  said: readonly Reply[],
  open: readonly Entry[],
  now: string,
  today: string,
  rules: OrderRules,
): Entry[] {
  const stands = (telling: Telling) => open.some(({ rule, leg }) => rule === telling.rule && leg === telling.leg)
  return rules.never_silent.flatMap((rule) => {
    const last = said.filter((one) => one.rule === rule && FOLDING.includes(one.outcome)).at(-1)
    if (!last || ms(now) >= ms(last.at) + rules.fold_days * DAY) return []
    const mine = every.filter((telling) => {
      const given = toldAt(telling, said)
      return telling.rule === rule && !stands(telling) && !said.some((back) => takenBack(telling, given, back))
    })
    if (!mine.length || !mine.every((telling) => ms(toldAt(telling, said)) <= ms(last.at))) return []
    return [{ ...entry(mine, mine[0]!.leg, said, today, rules), reply: last }]
  })
}

const byUrgency = (a: Entry, b: Entry): number =>
  rank(a.level) - rank(b.level) || (keyOf(a.rule, a.leg) < keyOf(b.rule, b.leg) ? -1 : 1)
