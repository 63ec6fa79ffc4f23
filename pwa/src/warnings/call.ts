import type { Level } from '../api/types'
import type { MessageKey } from '../i18n/keys'
import { place } from './place.svelte'

/** Whom to call, when waiting is dangerous; null where an appointment is meant. */
export function callFor(level: Level): { number: string; label: MessageKey } | null {
  if (level === 'emergency') return { number: place.emergency, label: 'safety.call_emergency' }
  if (level === 'same_day' && place.urgent) return { number: place.urgent, label: 'safety.call_urgent' }
  return null
}
