import { LEVELS } from './evaluate'
import type { Evaluation, Flag, Rulebook, Seen } from './types'
import { daysBetween } from './view'

/**
 * The flags that nothing recorded silences today. Being seen silences a rule for `seen_days`, unless an item is
 * new, the level higher or the leg another; an emergency answered yes again on a later night stands in any case.
 * "could_not_reach" silences nothing; neither does "mistap": taking the answer back does.
 */
export function standing(evaluation: Evaluation, seen: readonly Seen[], today: string, book: Rulebook): Flag[] {
  const days = book.reading.seen_days
  return evaluation.flags.filter((flag) => !seen.some((each) => silences(each, flag, today, days)))
}

function silences(seen: Seen, flag: Flag, today: string, days: number): boolean {
  const age = daysBetween(seen.on, today)
  const outcome = seen.outcome === 'seen_cleared' || seen.outcome === 'seen_treated'
  if (seen.rule !== flag.rule || !outcome || age < 0 || age >= days) return false
  const worse = LEVELS.indexOf(flag.level) < LEVELS.indexOf(seen.level)
  const side = seen.side ?? null
  const otherLeg = (side === 'left' || side === 'right') && flag.side !== null && flag.side !== side
  const again = flag.level === 'emergency' && (flag.answered_on ?? '') > seen.on
  return !worse && !otherLeg && !again && flag.items.every((item) => seen.items.includes(item))
}
