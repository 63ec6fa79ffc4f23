import { itemLabel } from '../../i18n/items'
import { answered, putEpisode, setDay, setHealth, setSign } from '../../night/edits'
import type { Health, Night } from '../../night/types'
import type { Edit } from '../../store/outbox'

export interface Question {
  text: string
  /** The night it is asked of; none for what belongs to no night. */
  date?: string
  value?: boolean | null
  /** The screen where it is answered, if no night's. */
  elsewhere?: string
  /** What an answer changes; without it the question needs the night's own screen. */
  set?: (value: boolean | null) => Edit[]
}

/**
 * The question worth answering next, where a yes or no answers it: of the person, the last day, or the last painful
 * night.
 */
export function questionOf(item: string, nights: Record<string, Night>, health: Health, lastNight: string): Question {
  const [group, id] = item.split('.') as [string, string]
  const text = itemLabel(item)
  if (item === 'who.age60') return { text, elsewhere: '/about-you' }
  if (group === 'who') return { text, value: health.who?.[id], set: (value) => [setHealth(item, value)] }
  if (group === 'day')
    return {
      text,
      date: lastNight,
      value: nights[lastNight]?.day?.[id],
      set: (value) => [setDay(lastNight, id, value)],
    }
  const date = Object.keys(nights)
    .filter((one) => nights[one]!.episodes?.length)
    .sort()
    .at(-1)
  const episode = date === undefined ? undefined : nights[date]!.episodes!.at(-1)
  if (!date || !episode)
    return group === 'sign'
      ? {
          text,
          date: lastNight,
          value: yes(nights[lastNight]?.signs?.[id]),
          set: (value) => [setSign(lastNight, id, value)],
        }
      : { text }
  if (item === 'rel.returns')
    return { text, date, value: episode.returns, set: (returns) => [putEpisode(date, { ...episode, returns })] }
  if (group === 'sign')
    return {
      text,
      date,
      value: yes(episode.signs?.[id]),
      set: (value) => [putEpisode(date, { ...episode, signs: answered(episode.signs, id, value) })],
    }
  return { text, date }
}

function yes(answer: boolean | string | null | undefined): boolean | null {
  return answer === undefined || answer === null ? null : answer !== false
}
