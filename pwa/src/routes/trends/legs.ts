import { SOMEWHERE } from '../../lib/body/places'
import { localParts } from '../../night/date'
import type { Night } from '../../night/types'

function between(nights: Record<string, Night>, from: string, to: string): Night[] {
  return Object.values(nights).filter(({ date }) => date >= from && date <= to)
}

/** Nights on which each place hurt, keyed `site|side`; both legs count for each. */
export function sitesOf(nights: Record<string, Night>, from: string, to: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const night of between(nights, from, to)) {
    const hurt = new Set((night.episodes ?? []).flatMap(({ sites }) => sites ?? []).flatMap(sided))
    for (const place of hurt) counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  return counts
}

/** Nights that say nothing of a place, keyed alike: that leg hurt somewhere, and the place was not named. */
export function unsaidOf(nights: Record<string, Night>, from: string, to: string, key: string): number {
  const leg = key.split('|')[1]!
  if (key === `${SOMEWHERE}|${leg}`) return 0
  return between(nights, from, to).filter(({ episodes }) => {
    const told = new Set((episodes ?? []).flatMap(({ sites }) => sites ?? []).flatMap(sided))
    return told.has(`${SOMEWHERE}|${leg}`) && !told.has(key)
  }).length
}

function sided({ site, side }: { site: string; side: string }): string[] {
  return side === 'both' ? [`${site}|left`, `${site}|right`] : [`${site}|${side}`]
}

/** Spells by the hour they began, from noon to noon; spells without a time are left out. */
export function hours(nights: Record<string, Night>, from: string, to: string, zone: string) {
  const counts = new Map<string, number>()
  for (const { started_at } of between(nights, from, to).flatMap(({ episodes }) => episodes ?? [])) {
    if (!started_at) continue
    const hour = localParts(new Date(started_at), zone).time.slice(0, 2)
    counts.set(hour, (counts.get(hour) ?? 0) + 1)
  }
  const most = Math.max(1, ...counts.values())
  const fromNoon = (hour: string) => (Number(hour) + 12) % 24
  return [...counts]
    .sort(([a], [b]) => fromNoon(a) - fromNoon(b))
    .map(([hour, spells]) => ({ hour: `${hour}:00`, spells, share: spells / most }))
}
