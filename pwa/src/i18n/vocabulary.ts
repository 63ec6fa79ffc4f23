import { words } from './i18n.svelte'

export type GroupId =
  | 'onset'
  | 'when'
  | 'dur'
  | 'feel'
  | 'site'
  | 'side'
  | 'action'
  | 'outcome'
  | 'sign'
  | 'day'
  | 'who'
  | 'check'
  | 'told_by'
  | 'bother'
  | 'health_date'
  | 'event'

/** The ids of a group, in the order of the content file. */
export function ids(group: GroupId): string[] {
  return Object.keys(words.vocabulary[group] ?? {})
}

/** The label of a word in the reader's language. */
export function label(group: GroupId, id: string): string {
  return words.vocabulary[group]?.[id]?.[0] ?? id
}

export function isSided(group: GroupId, id: string): boolean {
  return words.vocabulary[group]?.[id]?.[1] === 1
}
