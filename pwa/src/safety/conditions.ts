import { BOTH, LEFT, RIGHT } from '../night/reading'
import { fits, found, holds, joined, NO, SO, UNDECIDED } from './finding'
import { nothingHelped, onlyPain, pain, type Kind } from './pain'
import type { Condition, Finding } from './types'
import { daysBetween } from '../night/date'
import { daysSince } from './person'
import type { View } from './view'

/** `said` and `whole` are as the file has them; the loader on the server has checked their shape. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- one shape for each key of TESTERS
type Tester = (view: View, said: any, whole: any, leg: number, strict: boolean) => Finding

/** Judges a condition, for one leg when it is bound to one (0: any); `strict` asks for that leg and not the other. */
export function test(condition: Condition, view: View, leg = 0, strict = false): Finding {
  if (typeof condition === 'string') return word(condition, view, leg, strict)
  for (const key in condition) {
    const tester = TESTERS[key]
    if (tester) return tester(view, condition[key], condition, leg, strict)
  }
  throw new Error(`no such condition: ${Object.keys(condition).join(', ')}`)
}

/** A single id: a safety answer, a sign, a feeling, what helped, or the pain itself. */
function word(name: string, view: View, leg: number, strict: boolean): Finding {
  const dot = name.indexOf('.')
  const group = name.slice(0, Math.max(dot, 0))
  const rest = name.slice(dot + 1)
  if (name === 'pain') return pain(view, {}, name, leg, strict)
  if (name === 'help.none') return nothingHelped(view)
  if (name === 'site.line') return pain(view, { radiates: true }, name, leg, strict)
  if (group === 'feel') return pain(view, { feel: [rest] }, name, leg, strict)
  if (group === 'help') return pain(view, { tried: { [rest]: 'helped' } }, name, leg, strict)
  if (group === 'worse') return pain(view, { tried: { [rest]: 'worse' } }, name, leg, strict)
  return found(view.answersTo(name), leg, strict)
}

function atLeast(number: number, of: Condition[], view: View, leg: number, strict: boolean): Finding {
  const findings = of.map((condition) => test(condition, view, leg, strict))
  const yes = findings.filter((finding) => finding.value)
  if (yes.length >= number) return joined(yes)
  const open = findings.filter((finding) => finding.value === null).length
  return yes.length + open >= number ? UNDECIDED : NO
}

function all(of: Condition[], view: View, leg: number, strict: boolean): Finding {
  const yes: Finding[] = []
  for (const condition of of) {
    const finding = test(condition, view, leg, strict)
    if (finding.value === false) return NO
    if (finding.value) yes.push(finding)
  }
  return yes.length === of.length ? joined(yes) : UNDECIDED
}

function onLeg(condition: Condition, view: View, leg: number, strict: boolean): Finding {
  if (leg) return test(condition, view, leg, strict)
  return atLeastOne([LEFT, RIGHT].map((side) => test(condition, view, side, strict)))
}

function atLeastOne(findings: Finding[]): Finding {
  const yes = findings.filter((finding) => finding.value)
  if (yes.length) return joined(yes)
  return findings.some((finding) => finding.value === null) ? UNDECIDED : NO
}

/** The newest answer to an id is this, and none of `since` was answered yes on a later night. */
function toldSo(view: View, name: string, yes: boolean, since: string[], leg: number, strict: boolean): Finding {
  const answers = view.answersTo(name)
  if (!answers.length) return UNDECIDED
  const said = answers.some((answer) => answer.yes && fits(answer.legs, leg, strict))
  const newest = answers.reduce((on, answer) => (answer.on > on ? answer.on : on), '')
  const later = since.some((other) => {
    const answer = view.answer(other)
    return answer?.yes && answer.on > newest
  })
  return said === yes && !later ? SO : NO
}

interface Window {
  where: Condition
  last: number
  at_least: number
  spread?: number
  logged?: boolean
  half_of?: Condition
}

/** True on so many of the last nights: calendar nights up to today, or logged ones. Counted once in a view. */
function nights(window: Window, view: View, leg: number, strict: boolean): Finding {
  const made = view.counted.get(window) ?? new Map<number, Finding>()
  view.counted.set(window, made)
  const key = leg * 2 + Number(strict)
  const finding = made.get(key) ?? count(window, view, leg, strict)
  made.set(key, finding)
  return finding
}

function count(window: Window, view: View, leg: number, strict: boolean): Finding {
  const start = view.since(window.last)
  const within = window.logged
    ? view.nights.filter((night) => view.night(night).picture).slice(0, window.last)
    : view.nights.filter((night) => night.date >= start)
  const judged = within.map((night) => ({
    date: night.date,
    finding: test(window.where, view.night(night), leg, strict),
  }))
  const yes = judged.filter(({ finding }) => finding.value)
  const enough = (dates: string[]) =>
    dates.length >= window.at_least && daysBetween(dates.at(-1) ?? '', dates[0] ?? '') >= (window.spread ?? 0)
  const half = () => {
    const of = window.half_of
    if (!of) return true
    return 2 * yes.length >= within.filter((night) => test(of, view.night(night), leg, strict).value).length
  }
  if (enough(yes.map(({ date }) => date)) && half()) return joined(yes.map(({ finding }) => finding))
  return enough(judged.filter(({ finding }) => finding.value !== false).map(({ date }) => date)) ? UNDECIDED : NO
}

/** Age by birth year alone, read the way that warns: the birthday may or may not have been. */
function aged(view: View, said: { at_least?: number; under?: number }): Finding {
  const born = view.health.birth_year ?? null
  if (born === null) return UNDECIDED
  const age = Number(view.today.slice(0, 4)) - born
  return holds(said.at_least === undefined ? age - 1 < (said.under ?? 0) : age >= said.at_least, 'birth_year')
}

function dated(view: View, said: { of: string; since: number; otherwise?: boolean }): Finding {
  const age = daysSince(view.health, said.of, view.today)
  return (age === null ? said.otherwise : age >= said.since) ? SO : NO
}

function painful(view: View, kind: Kind, leg: number, strict: boolean): Finding {
  const tried = Object.entries(kind.tried ?? {})[0]
  const name = tried ? `${tried[1] === 'helped' ? 'help' : 'worse'}.${tried[0]}` : kind.intensity ? 'intensity' : 'pain'
  return pain(view, kind, name, leg, strict)
}

const TESTERS: Record<string, Tester> = {
  any: (view, said, _, leg, strict) => atLeast(1, said, view, leg, strict),
  all: (view, said, _, leg, strict) => all(said, view, leg, strict),
  unless: (view, said: Condition[], _, leg, strict) =>
    said.some((each) => test(each, view, leg, strict).value) ? NO : SO,
  at_least: (view, said, whole, leg, strict) => atLeast(said, whole.of, view, leg, strict),
  exactly: (view, said, whole, leg, strict) =>
    atLeast(said + 1, whole.of, view, leg, strict).value ? NO : atLeast(said, whole.of, view, leg, strict),
  one_leg: (view, said, _, leg) => onLeg(said, view, leg, true),
  same_leg: (view, said, _, leg, strict) => onLeg(said, view, leg, leg ? strict : false),
  both_legs: (view, said) => {
    const finding = test(said, view)
    return finding.value !== true || finding.legs === BOTH ? finding : NO
  },
  pain: (view, said, _, leg, strict) => painful(view, said, leg, strict),
  only_pain: (view, said) => onlyPain(view, said),
  on_foot: (view, said, _, leg, strict) => {
    const answers = view.answersTo(said)
    return answers.length && !answers.some((answer) => answer.foot) ? NO : found(answers, leg, strict)
  },
  if_asked: (view, said, _, leg, strict) => {
    const finding = test(said, view, leg, strict)
    return finding.value === null ? NO : finding
  },
  not_asked: (view, said) => (view.asked(said) ? NO : SO),
  said_yes: (view, said, whole, leg, strict) => toldSo(view, said, true, whole.since ?? [], leg, strict),
  said_no: (view, said, whole, leg, strict) => toldSo(view, said, false, whole.since ?? [], leg, strict),
  open: (view, said, _, leg, strict) => (test(said, view, leg, strict).value === null ? SO : NO),
  night_of: (view, said, whole, leg, strict) => {
    const on = view.answer(said)?.on
    const night = view.nights.find((each) => each.date === on)
    return night ? test(whole.if, view.night(night), leg, strict) : UNDECIDED
  },
  nights: (view, said, _, leg, strict) => nights(said, view, leg, strict),
  fired: (view, said: string[]) => {
    const fired = said.flatMap((rule) => view.fired.get(rule) ?? [])
    return fired.length ? joined(fired) : NO
  },
  date: (view, said) => dated(view, said),
  age: (view, said) => aged(view, said),
  weeks_of_trouble: (view, said) => {
    const weeks = view.health.weeks_of_trouble ?? null
    return weeks === null ? UNDECIDED : holds(weeks >= said, 'weeks_of_trouble')
  },
  bother: (view, said: string[]) => {
    const bother = view.health.bother ?? null
    return bother === null ? UNDECIDED : holds(said.includes(bother), 'bother')
  },
  shown: (view, said) => holds(view.shown.includes(said), `pattern.${said}`),
}
