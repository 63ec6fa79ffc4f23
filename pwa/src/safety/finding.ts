import type { Answer, Finding } from './types'

export const SO: Finding = { value: true, items: [], legs: 0, on: '' }
export const NO: Finding = { value: false, items: [], legs: 0, on: '' }
export const UNDECIDED: Finding = { value: null, items: [], legs: 0, on: '' }

/** Whether something about `legs` may be about this leg; a side not said may be either. */
export const fits = (legs: number, leg: number, strict: boolean): boolean =>
  !leg || !legs || (strict ? legs === leg : (legs & leg) !== 0)

export const holds = (so: boolean, ...items: string[]): Finding => (so ? { value: true, items, legs: 0, on: '' } : NO)

/** What the answers to one id are worth, each by its own legs: left and right said apart are not both. */
export function found(name: string, answers: readonly Answer[], leg: number, strict: boolean): Finding {
  const fitting = answers.filter((answer) => answer.yes && fits(answer.legs, leg, strict))
  if (!fitting.length) return answers.length ? NO : UNDECIDED
  return joined(fitting.map(({ legs, on }) => ({ value: true, items: [name], legs: leg ? legs & leg : legs, on })))
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
