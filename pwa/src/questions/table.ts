import raw from '../../../insights/safety/strip.yaml'
import type { Condition } from '../safety/types'

/** Ids asked together: one alone with Yes and No, several as ticks with "None of these". */
export interface Question {
  ids: readonly string[]
  /** Asked only while this holds. */
  if?: Condition
}

/** What a yes calls: `first` can change the level, `then` what to say on the phone. */
export interface FollowUp {
  under: readonly string[]
  /** The nights themselves call it, without a yes on the screen. */
  log?: Condition
  /** Asked anew so many days after the last answer, as long as what calls it is so. */
  every?: number
  /** The rule that a no to all of `first` lowers. */
  lowers?: string
  first: readonly Question[]
  then: readonly Question[]
}

/** One screen of questions, or one morning's check. */
export interface Group {
  id: string
  ids: readonly string[]
}

type Written = string | string[] | { ask: string | string[]; if: Condition }
interface File {
  rows: { id: string }[]
  none_of_these: { text: Record<string, { label: string } | undefined> & { en: { label: string } } }
  full_set: Record<string, string[]>
  weekly: Group[]
  monthly: string[]
  onboarding: Group[]
  follow_up: {
    under?: string[]
    log?: Condition
    every?: number
    lowers?: string
    first?: Written[]
    then?: Written[]
  }[]
}
const file = raw as File

export const STRIP: readonly string[] = file.rows.map(({ id }) => id)
export const noneOfThese = (language: string): string => file.none_of_these.text[language]!.label
export const { full_set: FULL_SET, weekly: WEEKLY, monthly: MONTHLY, onboarding: ONBOARDING } = file

export const FOLLOW_UPS: readonly FollowUp[] = file.follow_up.map(({ under = [], first = [], then = [], ...rest }) => ({
  ...rest,
  under,
  first: first.map(question),
  then: then.map(question),
}))

function question(written: Written): Question {
  if (typeof written === 'string') return { ids: [written] }
  if (Array.isArray(written)) return { ids: written }
  return { ...question(written.ask), if: written.if }
}

/** The follow-ups that a yes to one of these ids calls. */
export function calledBy(ids: readonly string[]): FollowUp[] {
  return FOLLOW_UPS.filter(({ under }) => under.some((id) => ids.includes(id)))
}

/** The questions with each id in the first that asks it. */
export function onceEach(questions: readonly Question[]): Question[] {
  const seen = new Set<string>()
  return questions.map((question) => {
    const ids = question.ids.filter((id) => !seen.has(id))
    ids.forEach((id) => seen.add(id))
    return { ...question, ids }
  })
}
