import { LEFT, RIGHT } from '../night/reading'
import { NAMES } from './answers'
import { test } from './conditions'
import { LEVELS } from './levels'
import { newestNight, told } from './finding'
import type { Answer, Diary, Evaluation, Finding, Flag, Gap, Level, Row, Rule, Rulebook } from './types'
import { look, type View } from './view'

/** The highest arm of a rule that is true and what it rests on; `lower` are the true arms below it. */
interface Verdict {
  level: Level | null
  finding: Finding | null
  undecided: boolean
  lower: { level: Level; finding: Finding }[]
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
  const besides = book.rows.flatMap((row) => {
    const finding = keepStanding(row, view, verdicts)
    return finding
      ? [
          flag(
            book.rules.find(({ id }) => id === row.fires)!,
            row.level,
            finding,
          ),
        ]
      : []
  })
  return {
    flags: flags(book, verdicts),
    incomplete: gaps(book, view, verdicts),
    besides: [...besides, ...toldAfter(book, verdicts)],
  }
}

const byLevel = (a: { level: Level }, b: { level: Level }) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)
const armsOf = (rule: Rule) => rule.when ?? []

/** The highest arm that is true; undecided when a higher one, or without a true one any, is not decided. */
function judge(rule: Rule, view: View): Verdict {
  let undecided = false
  const lower: Verdict['lower'] = []
  for (const arm of armsOf(rule)) {
    const finding = test(arm.if, view)
    if (finding.value) lower.push({ level: arm.level, finding })
    else if (!lower.length) undecided ||= finding.value === null
  }
  const { level, finding } = lower.shift() ?? { level: null, finding: null }
  return { level, finding, undecided, lower }
}

/**
 * A row ticked yes keeps its rule standing until a rule that it opens fires as high, every id behind it is answered
 * no, or an answer settles it. A skipped question never takes it away. The tick is returned when it was told after
 * all that made those rules fire: then they do not decide it.
 */
function keepStanding(row: Row, view: View, verdicts: Map<string, Verdict>): Finding | null {
  const ticked = view.answer(row.id)
  if (!ticked?.yes) return null
  if (row.behind.every((name) => view.denied(name)) || settled(row, ticked, view)) return null
  const finding: Finding = { value: true, rests: [[row.id, ticked.on]], legs: ticked.legs, at: ticked.at }
  const deciding = asHigh(row.until_decided, row.level, verdicts)
  if (!deciding.length) verdicts.set(row.fires, { level: row.level, finding, undecided: true, lower: [] })
  return deciding.length && allOlder(deciding, finding) ? finding : null
}

/** Verdicts of those of these rules that have fired no lower than a level. */
function asHigh(rules: readonly string[], level: Level, verdicts: Map<string, Verdict>): Verdict[] {
  const of = rules.map((rule) => verdicts.get(rule)).filter((each) => each !== undefined)
  return of.filter((each) => each.level && LEVELS.indexOf(each.level) <= LEVELS.indexOf(level))
}

const allOlder = (verdicts: readonly Verdict[], than: Finding): boolean =>
  verdicts.every(({ finding }) => finding !== null && told(finding) < told(than))

/** Whether an answer takes the row away, for each leg that it names. */
function settled({ settled_by: by }: Row, ticked: Answer, view: View): boolean {
  const legs = [LEFT, RIGHT].filter((leg) => ticked.legs & leg)
  return by !== undefined && (legs.length ? legs : [0]).every((leg) => test(by, view, leg).value === true)
}

function flags(book: Rulebook, verdicts: Map<string, Verdict>): Flag[] {
  const standing = book.rules.flatMap((rule) => {
    const { level, finding } = verdicts.get(rule.id)!
    return level && finding && !asHigh(rule.gives_way_to ?? [], level, verdicts).length
      ? [flag(rule, level, finding)]
      : []
  })
  return standing.sort((a, b) => byLevel(a, b) || (a.rule < b.rule ? -1 : 1))
}

/** What is hidden by a higher arm, or by rules it gives way to, and was told after all that they rest on. */
function toldAfter(book: Rulebook, verdicts: Map<string, Verdict>): Flag[] {
  return book.rules.flatMap((rule) => {
    const verdict = verdicts.get(rule.id)!
    const { level, finding, lower } = verdict
    if (!level || !finding) return []
    const above = (at: Level) => asHigh(rule.gives_way_to ?? [], at, verdicts)
    const hidden = lower.filter((one) => allOlder([verdict, ...above(one.level)], one.finding))
    if (above(level).length && allOlder(above(level), finding)) hidden.unshift({ level, finding })
    return hidden.map((one) => flag(rule, one.level, one.finding))
  })
}

function flag(rule: Rule, level: Level, { rests, legs, at }: Finding): Flag {
  const sorted = [...rests].sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
  return {
    rule: rule.id,
    version: rule.version,
    level,
    side: NAMES[legs] ?? null,
    items: [...new Set(sorted.map(([id]) => id))],
    answered_on: newestNight(rests) || null,
    answered_at: at || null,
    rests_on: sorted,
  }
}

function gaps(book: Rulebook, view: View, verdicts: Map<string, Verdict>): Gap[] {
  const ticked = book.rows.filter((row) => view.answer(row.id)?.yes)
  const behind = (rule: Rule) => ticked.filter((row) => row.fires === rule.id).flatMap((row) => row.behind)
  return book.rules
    .filter((rule) => verdicts.get(rule.id)?.undecided)
    .map((rule) => ({
      rule: rule.id,
      items: [...new Set([...(rule.asks ?? []), ...behind(rule)])].filter((ask) => !view.asked(ask)),
    }))
    .filter((gap) => gap.items.length > 0)
}
