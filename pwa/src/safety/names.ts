import type { Telling } from './ledger'

/**
 * How tellings and their warnings are named: apart from the rules, so that a phone knows them before these are here.
 */

export const ms = (at: string): number => Date.parse(at)
export const later = (one: string, other: string): string => (ms(other) > ms(one) ? other : one)
export const union = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].sort()

/** A warning is named by its rule and its leg, if it is about one. */
export const keyOf = (rule: string, leg: string): string => (leg ? `${rule}/${leg}` : rule)
export const ruleOf = (key: string): string => key.split('/')[0]!
export const legOf = (key: string): string => key.split('/')[1] ?? ''

/** Tellings of one name are one, told again. */
export const nameOf = ({ rule, leg, level, items, night }: Telling): string =>
  [rule, leg, level, items.join(' '), night].join('|')

/** Tellings of one name as one: the newest instants, all places. */
export function joined(tellings: readonly Telling[]): Telling[] {
  const found = new Map<string, Telling>()
  for (const telling of tellings) {
    const held = found.get(nameOf(telling))
    found.set(nameOf(telling), held ? both(held, telling) : telling)
  }
  return [...found.values()]
}

function both(one: Telling, other: Telling): Telling {
  const worst = [one.worst, other.worst].filter((each) => each !== null)
  return {
    ...one,
    given: later(one.given, other.given),
    at: later(one.at, other.at),
    found_at: later(one.found_at, other.found_at),
    raised_at: ms(other.raised_at) < ms(one.raised_at) ? other.raised_at : one.raised_at,
    answers: union([one.answers, other.answers]),
    worst: worst.length ? Math.max(...worst) : null,
    places: union([one.places, other.places]),
    settled_at:
      one.settled_at && other.settled_at
        ? later(one.settled_at, other.settled_at)
        : one.settled_at || other.settled_at || null,
  }
}
