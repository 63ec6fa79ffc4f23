import { LEFT, NAMES, RIGHT } from './answers'
import { test } from './conditions'
import { LEVELS } from './levels'
import type { Answer, Diary, Evaluation, Finding, Flag, Gap, Level, Row, Rule, Rulebook } from './types'
import { look, type View } from './view'

interface Verdict {
  level: Level | null
  finding: Finding | null
  undecided: boolean
}

/**
 * Which red flags stand after a diary's last night up to `today`, highest level first, and where the check is
 * incomplete. Works offline. Notes are never read; a question not asked is never a no.
 */
export function evaluate(diary: Diary, today: string, book: Rulebook, shown: readonly string[] = []): Evaluation {
  const view = look(diary, today, book, shown)
  const verdicts = new Map<string, Verdict>()
  for (const rule of book.rules) {
    const verdict = judge(rule, view)
    verdicts.set(rule.id, verdict)
    if (verdict.finding) view.fired.set(rule.id, verdict.finding)
  }
  for (const row of book.rows) keepStanding(row, view, verdicts)
  return { flags: flags(book, verdicts), incomplete: gaps(book, view, verdicts) }
}

const byLevel = (a: { level: Level }, b: { level: Level }) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)
const armsOf = (rule: Rule) => rule.when ?? []

/** The highest arm that is true; undecided when a higher one, or without a true one any, is not decided. */
function judge(rule: Rule, view: View): Verdict {
  let undecided = false
  for (const arm of armsOf(rule)) {
    const finding = test(arm.if, view)
    if (finding.value) return { level: arm.level, finding, undecided }
    undecided ||= finding.value === null
  }
  return { level: null, finding: null, undecided }
}

/**
 * A row ticked yes keeps its rule standing until a rule that it opens fires as high, every id behind it is answered
 * no, or an answer settles it. A skipped question never takes it away.
 */
function keepStanding(row: Row, view: View, verdicts: Map<string, Verdict>): void {
  const ticked = view.answer(row.id)
  if (!ticked?.yes) return
  if (row.until_decided.some((rule) => asHigh(verdicts.get(rule), row.level))) return
  if (row.behind.every((name) => view.denied(name)) || settled(row, ticked, view)) return
  const finding: Finding = { value: true, rests: [[row.id, ticked.on]], legs: ticked.legs, at: ticked.at }
  verdicts.set(row.fires, { level: row.level, finding, undecided: true })
}

const asHigh = (verdict: Verdict | undefined, level: Level): boolean =>
  Boolean(verdict?.level) && LEVELS.indexOf(verdict?.level as Level) <= LEVELS.indexOf(level)

/** Whether an answer takes the row away, for each leg that it names. */
function settled({ settled_by: by }: Row, ticked: Answer, view: View): boolean {
  const legs = [LEFT, RIGHT].filter((leg) => ticked.legs & leg)
  return by !== undefined && (legs.length ? legs : [0]).every((leg) => test(by, view, leg).value === true)
}

function flags(book: Rulebook, verdicts: Map<string, Verdict>): Flag[] {
  const standing = book.rules.filter((rule) => {
    const level = verdicts.get(rule.id)?.level
    return level && !rule.gives_way_to?.some((other) => asHigh(verdicts.get(other), level))
  })
  return standing.map((rule) => flag(rule, verdicts.get(rule.id) as Verdict)).sort((a, b) => byLevel(a, b) || (a.rule < b.rule ? -1 : 1))
}

function flag(rule: Rule, { level, finding }: Verdict): Flag {
  const { rests, legs, at } = finding as Finding
  const sorted = [...rests].sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
  return {
    rule: rule.id,
    version: rule.version,
    level: level as Level,
    side: NAMES[legs] ?? null,
    items: [...new Set(sorted.map(([id]) => id))],
    answered_on: rests.map(([, night]) => night).reduce((newest, night) => (night > newest ? night : newest), '') || null,
    answered_at: at || null,
    rests_on: sorted,
  }
}

function gaps(book: Rulebook, view: View, verdicts: Map<string, Verdict>): Gap[] {
  const ticked = book.rows.filter((row) => view.answer(row.id)?.yes)
  const behind = (rule: Rule) => ticked.filter((row) => row.fires === rule.id).flatMap((row) => row.behind)
  return book.rules
    .filter((rule) => verdicts.get(rule.id)?.undecided)
    .map((rule) => ({ rule: rule.id, items: [...new Set([...(rule.asks ?? []), ...behind(rule)])].filter((ask) => !view.asked(ask)) }))
    .filter((gap) => gap.items.length > 0)
}
