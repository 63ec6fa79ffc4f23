import type { Answer, Finding, Rest } from './types'

export const SO: Finding = { value: true, rests: [], legs: 0, at: '' }
export const NO: Finding = { value: false, rests: [], legs: 0, at: '' }
export const UNDECIDED: Finding = { value: null, rests: [], legs: 0, at: '' }

/** Whether something about `legs` may be about this leg; a side not said may be either. */
export const fits = (legs: number, leg: number, strict: boolean): boolean =>
  !leg || !legs || (strict ? legs === leg : (legs & leg) !== 0)

/** Health background, or a pattern shown, as a finding. */
export const holds = (so: boolean, item: string): Finding =>
  so ? { value: true, rests: [[item, '']], legs: 0, at: '' } : NO

/** What the answers to one id are worth, each by its own legs: left and right said apart are not both. */
export function found(answers: readonly Answer[], leg: number, strict: boolean): Finding {
  const fitting = answers.filter((answer) => answer.yes && fits(answer.legs, leg, strict))
  if (!fitting.length) return answers.length ? NO : UNDECIDED
  return joined(
    fitting.map(({ id, legs, on, at }) => ({ value: true, rests: [[id, on]], legs: leg ? legs & leg : legs, at })),
  )
}

/** Everything that the true ones rest on, as one true finding. */
export function joined(findings: readonly Finding[]): Finding {
  const rests = new Map<string, Rest>()
  let legs = 0
  let at = ''
  for (const finding of findings) {
    for (const rest of finding.rests) rests.set(rest.join(' '), rest)
    legs |= finding.legs
    if (finding.at > at) at = finding.at
  }
  return { value: true, rests: [...rests.values()], legs, at }
}

/** What orders findings in time: the newest instant, or the newest night where no instant is known. */
export const told = ({ at, rests }: Finding): string => at || newestNight(rests)

/** The newest night it rests on; '' when background alone made it true. */
export const newestNight = (rests: readonly Rest[]): string =>
  rests.reduce((newest, [, night]) => (night > newest ? night : newest), '')
