import type { Change, Unit } from './types'

interface Stamped {
  edited_at: string
  device: string
}

/** Positive when `a` wins over `b`: the later edit, then the greater device id. The same on every device. */
export function compare(a: Stamped, b: Stamped): number {
  const byTime = Date.parse(a.edited_at) - Date.parse(b.edited_at)
  if (byTime !== 0) return byTime
  return a.device < b.device ? -1 : a.device > b.device ? 1 : 0
}

/** What to show for one unit: the latest of what the server holds and what still waits on this phone. */
export function winner<K extends Unit, C extends Change>(
  kept: K | undefined,
  waiting: readonly C[],
  device: string,
): K | C | undefined {
  let best: K | C | undefined = kept
  let stamp: Stamped | undefined = kept
  for (const change of waiting) {
    const candidate = { edited_at: change.edited_at, device }
    if (!stamp || compare(candidate, stamp) >= 0) {
      best = change
      stamp = candidate
    }
  }
  return best
}

/**
 * The time of a new edit. An edit made after another was seen is later than it, even on a phone whose clock
 * runs slow; so the clock is moved just past whatever it replaces.
 */
export function editedAfter(seen: string | undefined, now: Date): string {
  const after = seen === undefined ? 0 : Date.parse(seen) + 1
  return new Date(Math.max(now.getTime(), after)).toISOString()
}
