import { t, words } from './i18n.svelte'
import type { MessageKey } from './keys'
import { label, type GroupId } from './vocabulary'

/** Items that are worked out from answers and are no answer themselves. */
const workedOut: Record<string, MessageKey> = {
  'onset.painside_down': 'item.painside_down',
  'onset.painside_up': 'item.painside_up',
  'side.one': 'item.side_one',
  'side.varies': 'item.side_varies',
  'site.line': 'signs.radiates',
  'rel.returns': 'helped.returns',
  'who.age60': 'item.birth_year',
}

/** Answers that are no choice from the vocabulary: their question stands for them. */
const asked: Record<string, MessageKey> = {
  pain: 'tonight.question',
  site: 'episode.where',
  intensity: 'episode.strength',
  onset: 'episode.onset',
  feel: 'episode.feel',
  when: 'episode.when',
  dur: 'episode.dur',
  birth_year: 'about.birth_year',
  weeks_of_trouble: 'about.weeks',
  bother: 'about.bother',
}

/**
 * The label of an item of the comparison, `feel.urge` or `help.stretch`: groups made from answers read as those
 * answers.
 */
export function itemLabel(item: string): string {
  const key = workedOut[item] ?? asked[item]
  if (key) return t(key)
  const dot = item.indexOf('.')
  const [group, id] = [item.slice(0, dot), item.slice(dot + 1)]
  if (group === 'help' || group === 'worse') return label('action', id)
  return group in words.vocabulary ? label(group as GroupId, id) : ''
}
