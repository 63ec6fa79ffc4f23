import { t } from '../../i18n/i18n.svelte'
import type { MessageKey } from '../../i18n/keys'
import { label, type GroupId } from '../../i18n/vocabulary'

const SLEEP = [
  'into_bed_at',
  'tried_to_sleep_at',
  'final_awakening_at',
  'out_of_bed_at',
  'minutes_to_fall_asleep',
  'awakenings',
  'minutes_awake',
  'quality',
  'refreshed',
]

/** What a column may be taken for, in words. */
export function fieldName(field: string): string {
  const [group, id] = field.split('.') as [string, string | undefined]
  if (id) return `${t(`import.group_${group as 'day'}`)}: ${label(group as GroupId, id)}`
  return t((SLEEP.includes(field) ? `sleep.${field}` : `import.field_${field}`) as MessageKey)
}

/** A place in a record, `episodes.0.intensity` say, in words; one that has none as it stands. */
export function placeName(path: string): string {
  const parts = path.split('.').filter((part) => !/^\d+$/.test(part))
  const last = parts.at(-1) ?? ''
  if (parts.at(-2) === 'actions') return fieldName(`action.${last}`)
  if (last === 'feel') return t('import.group_feel')
  return fieldName(parts.at(-2) === 'day' ? `day.${last}` : last) || path
}
