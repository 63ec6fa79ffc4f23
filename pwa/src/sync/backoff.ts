const FIRST_MS = 2_000
const MOST_MS = 5 * 60_000

/**
 * How long to wait after the n-th failure in a row (from 1): doubling, at most five minutes, with "full jitter" so
 * that phones that lost the same server do not all come back at once. The server's own word is a floor.
 */
export function waitAfter(failures: number, retryAfter: number | null, random: () => number): number {
  const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1))
  const own = ceiling / 2 + (random() * ceiling) / 2
  return Math.max(own, retryAfter ?? 0)
}
