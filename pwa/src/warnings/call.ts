import type { Flag } from '../api/types'
import { place } from './place.svelte'

/** Reaches emergency services from any mobile phone, whatever the country (3GPP TS 22.101, 10.1). */
const ANYWHERE = '112'

/** Whom to call; null where the rule's service has no number to press. */
export function callFor({ level, call }: Flag): { number: string; name: string } | null {
  const number = (level === 'emergency' && place.own) || call?.number || (level === 'emergency' && ANYWHERE) || ''
  return number ? { number: number.replace(/\s/g, ''), name: call?.name ?? '' } : null
}
