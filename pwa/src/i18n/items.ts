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

/** The label of an item of the comparison, `feel.urge` or `help.stretch`: groups made from answers read as those answers. */
export function itemLabel(item: string): string {
  const key = workedOut[item]
  if (key) return t(key)
  const dot = item.indexOf('.')
  const [group, id] = [item.slice(0, dot), item.slice(dot + 1)]
  if (group === 'help' || group === 'worse') return label('action', id)
  return group in words.vocabulary ? label(group as GroupId, id) : ''
}
