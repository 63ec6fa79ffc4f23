import type { Flag } from '../api/types'
import { place } from './place.svelte'

/** Whom to call: the server's word where it gave one, else the phone's own numbers; null where an appointment is meant. */
export function callFor(flag: Flag): { number: string; name: string } | null {
  if (flag.call?.number) return { number: flag.call.number.replace(/\s/g, ''), name: flag.call.name }
  if (flag.level === 'emergency') return { number: place.emergency, name: '' }
  if (flag.level === 'same_day' && place.urgent) return { number: place.urgent, name: '' }
  return null
}
