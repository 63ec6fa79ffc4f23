import type { Flag } from '../../api/types'
import type { Night } from '../../night/types'
import { asking } from '../../questions/asking.svelte'
import { LEVELS } from '../../safety/levels'
import { judge, standing } from '../../warnings/evaluate'
import type { RuleTexts } from '../../warnings/texts'
import { keyOf } from '../../warnings/ui/raising.svelte'

/** What a helper has said since the night was opened, judged on this phone at once, and what the server says besides. */
export function withSaidNow(opened: Night, night: Night, server: readonly Flag[], today: string, texts: RuleTexts): Flag[] {
  const before = new Map(judged(opened, today, texts).map((flag) => [keyOf(flag), flag]))
  const now = judged(night, today, texts).filter((flag) => isMore(flag, before.get(keyOf(flag))) && !asking.holds(told(flag)))
  const rest = server.filter((flag) => !now.some((one) => keyOf(one) === keyOf(flag) && rank(one) <= rank(flag)))
  return [...now, ...rest].sort((a, b) => rank(a) - rank(b))
}

function judged(night: Night, today: string, texts: RuleTexts): Flag[] {
  const now = new Date().toISOString()
  // Without replies there is no silence whose end could lie on another day.
  const look = { nights: [night], others: [], today, now, shown: [], replies: [], dayOf: () => today }
  const { tellings } = judge({ tellings: [], nights: {} }, look)
  return standing({ tellings, replies: [], server: [], texts, now, today }).all
}

const told = ({ rule, level, night, items }: Flag) => ({ rule, level, night: night ?? '', items: items ?? [] })
const rank = ({ level }: Flag): number => LEVELS.indexOf(level)

function isMore(flag: Flag, before: Flag | undefined): boolean {
  return !before || rank(flag) < rank(before) || (flag.items ?? []).some((item) => !before.items?.includes(item))
}
