import { t } from '../../i18n/i18n.svelte'
import { label } from '../../i18n/vocabulary'
import type { Place } from '../../night/types'

/** "calf, your left": the side is always read back as the reader's own. */
export function placeText({ site, side }: Pick<Place, 'site' | 'side'>): string {
  return t(`map.place_${side}`, { site: label('site', site) })
}

/** The same with its own strength, where one was said: "calf, your left (7)". */
export function strongText(place: Place): string {
  return place.intensity == null ? placeText(place) : `${placeText(place)} (${place.intensity})`
}
