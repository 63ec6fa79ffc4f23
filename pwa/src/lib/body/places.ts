import type { Place } from '../../night/types'

export type Leg = 'left' | 'right'
export type Side = Place['side']

/** The place of a leg that hurts somewhere: said in place of every zone of it. */
export const SOMEWHERE = 'leg'

/** One zone of one leg, as it is touched. */
export interface Spot {
  site: string
  leg: Leg
  intensity?: number | null
}

/** Every touched zone on its own; a place on both legs is two. */
export function spots(places: readonly Place[] | null | undefined): Spot[] {
  return (places ?? []).flatMap(({ site, side, intensity }) => {
    const legs: Leg[] = side === 'both' ? ['left', 'right'] : [side]
    return legs.map((leg) => ({ site, leg, ...(intensity == null ? {} : { intensity }) }))
  })
}

export function spotAt(places: readonly Place[] | null | undefined, site: string, leg: Leg): Spot | undefined {
  return spots(places).find((spot) => spot.site === site && spot.leg === leg)
}

/** Touches a zone: on or off for that leg. Who says where no longer says "somewhere". */
export function toggled(places: readonly Place[], site: string, leg: Leg): Place[] {
  const rest = spots(places).filter((spot) => spot.leg !== leg || (spot.site !== site && spot.site !== SOMEWHERE))
  return folded(spotAt(places, site, leg) ? rest : [...rest, { site, leg }])
}

/** Which legs hurt somewhere, no place named. */
export function somewhere(places: readonly Place[] | null | undefined): Side | null {
  const legs = spots(places)
    .filter(({ site }) => site === SOMEWHERE)
    .map(({ leg }) => leg)
  return legs.length > 1 ? 'both' : (legs[0] ?? null)
}

/** Says that these legs hurt somewhere, or takes that back. Zones that are marked stay. */
export function withSomewhere(places: readonly Place[], side: Side): Place[] {
  const rest = places.filter(({ site }) => site !== SOMEWHERE)
  return somewhere(places) === side ? rest : [...rest, { site: SOMEWHERE, side }]
}

/** Says how strong it is in one zone, or takes that back. */
export function withStrength(places: readonly Place[], site: string, leg: Leg, intensity: number | null): Place[] {
  return folded(spots(places).map((spot) => (spot.site === site && spot.leg === leg ? { site, leg, intensity } : spot)))
}

/** The same site on two legs, equally strong, is one place: `both`. */
function folded(all: readonly Spot[]): Place[] {
  const places: Place[] = []
  for (const { site, leg, intensity } of all) {
    const own = intensity == null ? {} : { intensity }
    const twin = places.findIndex(
      (place) => place.site === site && place.side !== leg && (place.intensity ?? null) === (intensity ?? null),
    )
    if (twin < 0) places.push({ site, side: leg, ...own })
    else places[twin] = { site, side: 'both', ...own }
  }
  return places
}
