import reading from '../../../insights/safety/answers.yaml'
import strip from '../../../insights/safety/strip.yaml'
import lifetimes from '../../../journal/vocabulary/lifetimes.yaml'
import covers from '../../../journal/vocabulary/vocabulary.yaml?covers'
import { test } from '../safety/conditions'
import { rulebook } from '../safety/rulebook'
import type { Condition, Lifetimes, Reading, Strip } from '../safety/types'
import { look } from '../safety/view'
import type { Health, Night } from '../night/types'

const book = rulebook(reading as Reading, strip as Strip, [], lifetimes as Lifetimes, covers)

/** Whether a condition of the follow-up table holds after the last of these nights. */
export function judge(nights: readonly Night[], health: Health, today: string): (condition: Condition) => boolean {
  const view = look({ nights, health }, today, book, [])
  return (condition) => test(condition, view).value === true
}
