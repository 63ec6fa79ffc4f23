import { LEVELS } from './levels'
import type { Covers } from './covers'
import type { Lifetimes, Reading, Rule, Rulebook, Strip } from './types'

/** The rules in the order of their ids, from the parsed content files. */
export function rulebook(
  answers: Reading,
  strip: Strip,
  files: readonly { rules: Rule[] }[],
  lifetimes: Lifetimes,
  covers: Covers,
): Rulebook {
  const rules = files
    .flatMap((file) => file.rules)
    .map((rule) => ({
      ...rule,
      when: [...(rule.when ?? [])].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)),
    }))
  rules.sort((a, b) => (a.id < b.id ? -1 : 1))
  const loweredBy = Object.fromEntries(
    (strip.follow_up ?? []).flatMap(({ lowers, first }) => (lowers ? [[lowers, first as string[]]] : [])),
  )
  return { rules: shared(rules), rows: strip.rows, reading: answers, loweredBy, lifetimes, covers }
}

/** Equal counts over nights become one object, so that a view makes each count once. */
function shared(rules: Rule[]): Rule[] {
  const counts = new Map<string, unknown>()
  return JSON.parse(JSON.stringify(rules), (key, value: unknown) => {
    if (key !== 'nights') return value
    const text = JSON.stringify(value)
    if (!counts.has(text)) counts.set(text, value)
    return counts.get(text)
  }) as Rule[]
}
