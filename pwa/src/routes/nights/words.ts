import { t } from '../../i18n/i18n.svelte'
import { inPain } from '../../night/reading'
import type { Night } from '../../night/types'
import { episodeText } from '../tonight/words'

/** The night in a line, for lists. */
export function nightText(night: Night): string {
  const hurt = inPain(night)
  if (!hurt) return t(hurt === null ? 'nights.half' : 'nights.no_pain')
  const said = (night.episodes ?? []).map(episodeText).filter(Boolean)
  return said.length ? said.join(' — ') : t('nights.pain')
}
