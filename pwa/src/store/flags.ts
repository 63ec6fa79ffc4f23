import type { Flag } from '../api/types'
import type { SidedAnswer } from '../night/types'
import type { Judged } from '../safety/judge'
import type { Telling } from '../safety/ledger'
import { joined } from '../safety/names'
import * as meta from './meta'

/** An answer that was taken out of a night as a slip. */
export interface Slip {
  id: string
  night: string
  value: SidedAnswer
}

export type { Judged }
export const LEDGER = 'ledger'

export const read = (account: string): Promise<Judged | undefined> => meta.read<Judged>(account, LEDGER)

/** Keeps what was judged beside what another tab has judged meanwhile. */
export function keep(account: string, judged: Judged): Promise<void> {
  return meta.change<Judged>(account, LEDGER, (before) => both(before, judged))
}

export function both(before: Judged | undefined, judged: Judged): Judged {
  return pruned({
    ...judged,
    tellings: [...(before?.tellings ?? []), ...judged.tellings],
    nights: { ...before?.nights, ...judged.nights },
  })
}

/** Tellings of one name as one. */
export const pruned = (judged: Judged): Judged => ({ ...judged, tellings: joined(judged.tellings) })

/** What the server's ledger holds of a warning; of an older server, the warning itself. */
export function tellingsOf(flag: Flag): Telling[] {
  if (flag.tellings?.length) return flag.tellings
  const at = flag.answered_at ?? flag.raised_at ?? new Date(0).toISOString()
  const { rule, level, items = [], side, night = at.slice(0, 10) } = flag
  return [
    {
      rule,
      leg: side ?? '',
      level,
      items,
      night,
      given: at,
      at,
      found_at: at,
      raised_at: flag.raised_at ?? at,
      answers: [],
      worst: null,
      places: [],
    },
  ]
}
