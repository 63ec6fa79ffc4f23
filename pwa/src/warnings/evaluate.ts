import type { Flag } from '../api/types'
import type { Night } from '../night/types'
import { evaluate } from '../safety/evaluate'
import { rulebook } from '../safety/rulebook'
import { standing } from '../safety/standing'
import type { Flag as Fired, Reading, Row, Rule, Seen } from '../safety/types'
import type { ViewUnit } from '../store/view'
import { healthOf } from './health'
import { place } from './place.svelte'
import { service } from './services'
import answers from '../../../insights/safety/answers.yaml'
import strip from '../../../insights/safety/strip.yaml'

const files = import.meta.glob<{ rules: Rule[] }>('../../../insights/safety/rules/*.yaml', { eager: true, import: 'default' })
const book = rulebook(answers as Reading, strip as { rows: Row[] }, Object.values(files))
const rules = new Map(book.rules.map((rule) => [rule.id, rule]))

/** The service a level asks for, unless the rule names another. */
const SERVICE = { emergency: 'emergency', same_day: 'same_day', within_days: 'appointment', routine: 'appointment' } as const

export interface Look {
  nights: Night[]
  others: readonly ViewUnit[]
  today: string
  shown: string[]
  /** What the person said came of a warning, by rule. */
  seen: Record<string, Seen>
}

/** What the rules say about the diary on this phone, less what the person has had looked at. */
export function flagsOf({ nights, others, today, shown, seen }: Look): Flag[] {
  const dated = [...nights].sort((a, b) => (a.date < b.date ? -1 : 1))
  const evaluation = evaluate({ health: healthOf(others), nights: dated }, today, book, shown)
  return standing(evaluation, Object.values(seen), today, book).map(worded)
}

function worded(flag: Fired): Flag {
  const text = rules.get(flag.rule)!.text.en!
  const kind = rules.get(flag.rule)?.call ?? SERVICE[flag.level]
  return { ...flag, message: text.message[flag.level] ?? text.title, say: text.on_the_phone ?? null, call: service(place.country, kind) }
}
