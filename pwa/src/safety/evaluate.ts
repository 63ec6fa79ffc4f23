import { NAMES } from './answers'
import { test } from './conditions'
import type { Diary, Evaluation, Finding, Flag, Gap, Level, Row, Rule, Rulebook } from './types'
import { look, type View } from './view'

export const LEVELS: readonly Level[] = ['emergency', 'same_day', 'within_days', 'routine']

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
  for (const row of book.rows) keepStanding(row, book, view, verdicts)
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

/** A row ticked yes keeps its rule standing until the rules it opens are decided by their own questions. */
function keepStanding(row: Row, book: Rulebook, view: View, verdicts: Map<string, Verdict>): void {
  const ticked = view.answer(row.id)
  const opened = row.until_decided.flatMap((rule) => verdicts.get(rule) ?? [])
  if (!ticked?.yes || opened.some((verdict) => verdict.level) || !opened.some((verdict) => verdict.undecided)) return
  const rule = book.rules.find((each) => each.id === row.fires)
  const level = rule && armsOf(rule).at(-1)?.level
  if (level) verdicts.set(row.fires, { level, finding: { value: true, rests: [[row.id, ticked.on]], legs: ticked.legs, at: ticked.at }, undecided: true })
}

function flags(book: Rulebook, verdicts: Map<string, Verdict>): Flag[] {
  const stands = (id: string) => Boolean(verdicts.get(id)?.level)
  const standing = book.rules.filter((rule) => stands(rule.id) && !rule.gives_way_to?.some(stands))
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
  return book.rules
    .filter((rule) => verdicts.get(rule.id)?.undecided)
    .map((rule) => ({ rule: rule.id, items: (rule.asks ?? []).filter((ask) => !view.asked(ask)) }))
    .filter((gap) => gap.items.length > 0)
}
