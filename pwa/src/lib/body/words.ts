import { t } from '../../i18n/i18n.svelte'
import { label } from '../../i18n/vocabulary'
import type { Place } from '../../night/types'

/** "calf, your left": the side is always read back as the reader's own. */
export function placeText({ site, side }: Place): string {
  return t(`map.place_${side}`, { site: label('site', site) })
}
