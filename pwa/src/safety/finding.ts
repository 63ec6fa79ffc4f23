import type { Answer, Finding } from './types'

export const SO: Finding = { value: true, items: [], legs: 0, on: '' }
export const NO: Finding = { value: false, items: [], legs: 0, on: '' }
export const UNDECIDED: Finding = { value: null, items: [], legs: 0, on: '' }

/** Whether something about `legs` may be about this leg; a side not said may be either. */
export const fits = (legs: number, leg: number, strict: boolean): boolean =>
  !leg || !legs || (strict ? legs === leg : (legs & leg) !== 0)

export const holds = (so: boolean, ...items: string[]): Finding => (so ? { value: true, items, legs: 0, on: '' } : NO)

/** What an answer is worth to a rule, for one leg when it is bound to one. */
export function found(name: string, answer: Answer | undefined, leg: number, strict: boolean): Finding {
  if (!answer) return UNDECIDED
  if (!answer.yes || !fits(answer.legs, leg, strict)) return NO
  return { value: true, items: [name], legs: leg ? answer.legs & leg : answer.legs, on: answer.on }
}

/** Everything that the true ones rest on, as one true finding. */
export function joined(findings: readonly Finding[]): Finding {
  const items = new Set<string>()
  let legs = 0
  let on = ''
  for (const finding of findings) {
    finding.items.forEach((item) => items.add(item))
    legs |= finding.legs
    if (finding.on > on) on = finding.on
  }
  return { value: true, items: [...items], legs, on }
}
