import { t } from '../../i18n/i18n.svelte'
import type { Night } from '../../night/types'
import { episodeText } from '../tonight/words'

/** The night in a line, for lists. */
export function nightText(night: Night): string {
  if (night.pain === false) return t('nights.no_pain')
  if (night.pain !== true) return t('nights.half')
  const said = (night.episodes ?? []).map(episodeText).filter(Boolean)
  return said.length ? said.join(' — ') : t('nights.pain')
}
