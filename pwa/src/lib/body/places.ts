import type { Place, Side } from '../../night/types'

type Leg = 'left' | 'right'

/** True when the place is on that leg, said alone or as both. */
export function has(places: readonly Place[], site: string, leg: Leg): boolean {
  return places.some((place) => place.site === site && (place.side === leg || place.side === 'both'))
}

/** Touches a zone: on or off for that leg. The same site on two legs is one place, `both`. */
export function toggled(places: readonly Place[], site: string, leg: Leg): Place[] {
  const legs = new Set((['left', 'right'] as const).filter((one) => has(places, site, one)))
  if (legs.has(leg)) legs.delete(leg)
  else legs.add(leg)
  const rest = places.filter((place) => place.site !== site)
  const side: Side | undefined = legs.size === 2 ? 'both' : [...legs][0]
  return side ? [...rest, { site, side }] : rest
}
