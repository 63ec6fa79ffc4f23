import type { Flag, Service } from '../api/types'
import type { Night } from '../night/types'
import { judge as judgeBy, type Judged, type Look as Judging } from '../safety/judge'
import { ledger, standingReplies, type Entry, type OrderRules, type Reply, type Telling } from '../safety/ledger'
import { LEVELS } from '../safety/levels'
import { keyOf } from '../safety/names'
import { rulebook } from '../safety/rulebook'
import { nightOf } from '../safety/tellings'
import type { DiaryNight, Lifetimes, Reading, Rule, Strip } from '../safety/types'
import type { ViewUnit } from '../store/view'
import type { RuleTexts } from './texts'
import { healthOf } from './health'
import answers from '../../../insights/safety/answers.yaml'
import strip from '../../../insights/safety/strip.yaml'
import order from '../../../insights/safety/ledger.yaml'
import lifetimes from '../../../journal/vocabulary/lifetimes.yaml'
import covers from '../../../journal/vocabulary/vocabulary.yaml?covers'

const files = import.meta.glob<{ rules: Rule[] }>('../../../insights/safety/rules/*.yaml', {
  eager: true,
  import: 'default',
})
const book = rulebook(answers as Reading, strip as Strip, Object.values(files), lifetimes as Lifetimes, covers)
const rules = new Map(book.rules.map((rule) => [rule.id, rule]))
const orderRules = order as OrderRules
const DAY = 86_400_000

/** The service a level asks for, unless the rule names another. */
const SERVICE = {
  emergency: 'emergency',
  same_day: 'same_day',
  within_days: 'appointment',
  routine: 'appointment',
} as const

export interface Look extends Omit<Judging, 'health' | 'nights'> {
  nights: readonly (Night | DiaryNight)[]
  others: readonly ViewUnit[]
}

/** The ledger's judging by the shipped rules. */
export const judge = (known: Judged, { nights, others, ...look }: Look): Judged =>
  judgeBy(known, { ...look, nights: nights as DiaryNight[], health: healthOf(others) }, book, orderRules)

export interface Standing {
  all: Flag[]
  recent: Flag[]
}

export interface Said {
  tellings: readonly Telling[]
  replies: readonly Reply[]
  /** The server's own words for its warnings, for a rule that this version does not know. */
  server: readonly Flag[]
  texts: RuleTexts
  now: string
  today: string
}

/** The warnings that stand, and those that were answered of late, in words. */
export function standing({ tellings, replies, server, texts, now, today }: Said): Standing {
  const fold = ledger(tellings, replies, now, today, orderRules)
  const words = (entry: Entry) => worded(entry, server, texts)
  const open = fold.open.map(words)
  return {
    all: open,
    recent: [
      ...fold.folded.map((entry) => ({ ...words(entry), folded: true })),
      ...closed(replies, fold.folded, now, open, words),
    ],
  }
}

/** Warnings that an answer closed, with it: for Undo, and for the question after a cleared clot. */
function closed(
  replies: readonly Reply[],
  folded: readonly Entry[],
  now: string,
  open: readonly Flag[],
  words: (entry: Entry) => Flag,
): Flag[] {
  const closing = standingReplies(replies).filter(
    ({ outcome, at }) => CLOSING.includes(outcome) && Date.parse(now) < Date.parse(at) + orderRules.fold_days * DAY,
  )
  const last = new Map(closing.map((reply) => [keyOf(reply.rule, reply.leg), reply]))
  for (const { key } of open) last.delete(key!)
  for (const { rule, leg } of folded) last.delete(keyOf(rule, leg))
  return [...last.values()].reverse().map((reply) => ({
    ...words({
      ...reply,
      level: reply.level || 'routine',
      night: reply.answers.map(nightOf).sort().at(-1) ?? '',
      given: reply.at,
      raised_at: reply.at,
      still: false,
      gone: false,
      reply,
      tellings: [],
    }),
    scan_due:
      reply.outcome === 'seen_cleared' &&
      orderRules.clot_rules.includes(reply.rule) &&
      Date.parse(now) >= Date.parse(reply.at) + orderRules.second_scan_day * DAY,
  }))
}

const CLOSING: readonly string[] = ['seen_cleared', 'seen_treated', 'mistap', 'talked', 'safe_now']

/** In the words of the rule on this phone; the phone alone says whom to call. */
function worded(entry: Entry, server: readonly Flag[], { language, of }: RuleTexts): Flag {
  const { rule, leg, level, items, night, given, raised_at, still, gone, reply } = entry
  const key = keyOf(rule, leg)
  const told = server.find((flag) => keyOf(flag.rule, flag.side ?? '') === key)
  const text = of[rule]
  // A rule that this version does not know is called for as the server says.
  const known = rules.get(rule)
  const kind = known ? (known.call ?? SERVICE[level]) : (told?.call?.kind ?? SERVICE[level])
  return {
    ...(told?.id ? { id: told.id } : {}),
    key,
    rule,
    level,
    side: (leg || null) as Flag['side'],
    items: [...items],
    night,
    answered_at: given,
    raised_at,
    still,
    gone,
    message: text ? (text.message[level] ?? Object.values(text.message)[0] ?? text.title) : (told?.message ?? ''),
    title: text?.title ?? told?.title ?? '',
    say: text?.on_the_phone ?? told?.say ?? null,
    language: text ? language : (told?.language ?? language),
    signed: text?.signed_off ?? null,
    call: { kind: kind as Service, name: '', number: null },
    ...(reply && reply.outcome !== 'taken_back' ? { reply: { outcome: reply.outcome, at: reply.at } } : {}),
  }
}

/** A reply as it is kept, with the warning as it stands: what it covers, and what a slip takes back. */
export function snapshot(said: Said, flag: Flag): Omit<Reply, 'id' | 'at' | 'outcome'> {
  const { open, folded } = ledger(said.tellings, said.replies, said.now, said.today, orderRules)
  const entry = [...open, ...folded].find(({ rule, leg }) => keyOf(rule, leg) === flag.key)
  const tellings = entry?.tellings ?? []
  const worst = tellings.map((one) => one.worst).filter((one) => one !== null)
  const newest = tellings.at(-1)
  return {
    rule: flag.rule,
    leg: flag.side ?? '',
    level: tellings.map((one) => one.level).sort((a, b) => LEVELS.indexOf(a) - LEVELS.indexOf(b))[0] ?? flag.level,
    items: [...new Set([...(flag.items ?? []), ...tellings.flatMap((one) => one.items)])].sort(),
    // A slip is that of the newest night; the same answer on another night was another answer.
    answers: (newest?.answers ?? []).filter((answer, _, all) =>
      all.every((other) => nightOf(other) <= nightOf(answer)),
    ),
    worst: worst.length ? Math.max(...worst) : null,
    places: [...new Set(tellings.flatMap((one) => one.places))].sort(),
  }
}
