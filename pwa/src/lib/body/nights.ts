import type { Leg } from './places'

/** Nights on which a place hurt, on one leg or on both. */
interface Counted {
  site: string
  side: string
  nights: number
}

/** Nights on which a place hurt on this leg: those of both legs count for each. */
export function nightsOn(places: readonly Counted[], site: string, leg: Leg): number {
  return places
    .filter((place) => place.site === site && (place.side === leg || place.side === 'both'))
    .reduce((sum, { nights }) => sum + nights, 0)
}

/** The most nights of any place on one leg: what the darkest tint of a map stands for. */
export function mostNights(places: readonly Counted[]): number {
  return Math.max(
    1,
    ...places.flatMap(({ site }) => (['left', 'right'] as const).map((leg) => nightsOn(places, site, leg))),
  )
}
