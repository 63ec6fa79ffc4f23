import { LEVELS } from './levels'
import type { Reading, Row, Rule, Rulebook } from './types'

/** The rules in the order of their ids, from the parsed content files of `insights/safety`. */
export function rulebook(answers: Reading, strip: { rows: Row[] }, files: readonly { rules: Rule[] }[]): Rulebook {
  const rules = files.flatMap((file) => file.rules).map((rule) => ({
    ...rule,
    when: [...(rule.when ?? [])].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)),
  }))
  rules.sort((a, b) => (a.id < b.id ? -1 : 1))
  return { rules: shared(rules), rows: strip.rows, reading: answers }
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
