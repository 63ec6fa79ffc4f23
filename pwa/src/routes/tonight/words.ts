import { t, time } from '../../i18n/i18n.svelte'
import { label } from '../../i18n/vocabulary'
import { strongText } from '../../lib/body/words'
import type { Episode } from '../../night/types'
import { diary } from '../../store/diary.svelte'

export function episodeName(episode: Episode, n: number): string {
  return episode.started_at ? time(episode.started_at, diary.settings.zone) : t('episodes.nth', { n: n + 1 })
}

/** One spell in a sentence: what was said, and nothing of what was not. */
export function episodeText(episode: Episode): string {
  const { intensity, sites, onset, feel } = episode
  const parts = [
    typeof intensity === 'number' ? t('readback.strength', { n: intensity }) : '',
    ...(sites ?? []).map(strongText),
    onset ? label('onset', onset) : '',
    ...(feel ?? []).map((id) => label('feel', id)),
  ]
  return parts.filter(Boolean).join(' · ')
}
