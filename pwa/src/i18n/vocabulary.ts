import raw from '../../../journal/vocabulary/vocabulary.yaml'
import { words } from './i18n.svelte'

interface Item {
  label: Record<string, string>
  sided?: boolean
  scored?: boolean
}

interface Group {
  label: Record<string, string>
  answer: string
  items: Record<string, Item>
}

export type GroupId =
  | 'onset' | 'when' | 'dur' | 'feel' | 'site' | 'side' | 'action' | 'outcome' | 'sign' | 'day' | 'who' | 'check'
  | 'told_by' | 'bother' | 'health_date' | 'event'

const groups = (raw as { groups: Record<GroupId, Group> }).groups

/** The ids of a group, in the order of the content file. */
export function ids(group: GroupId): string[] {
  return Object.keys(groups[group].items)
}

/** The label of a word in the reader's language, or in English where it has none yet. */
export function label(group: GroupId, id: string): string {
  const text = groups[group].items[id]?.label
  return text?.[words.language] ?? text?.en ?? id
}

export function title(group: GroupId): string {
  const text = groups[group].label
  return text[words.language] ?? text.en ?? group
}

/** The label of an item of the comparison, `feel.urge` or `help.stretch`: groups made from answers read as those answers. */
export function itemLabel(item: string): string {
  const dot = item.indexOf('.')
  const [group, id] = [item.slice(0, dot), item.slice(dot + 1)]
  if (group === 'help' || group === 'worse') return label('action', id)
  return group in groups ? label(group as GroupId, id) : ''
}

export function isSided(group: GroupId, id: string): boolean {
  return groups[group].items[id]?.sided === true
}
