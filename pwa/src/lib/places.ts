import type { MessageKey } from '../i18n/keys'
import type { IconName } from './Icon.svelte'

export interface Place {
  to: string
  icon: IconName
  name: MessageKey
}

const own: Place[] = [
  { to: 'tonight', icon: 'moon', name: 'nav.tonight' },
  { to: 'morning', icon: 'sun', name: 'nav.morning' },
  { to: 'nights', icon: 'list', name: 'nav.nights' },
  { to: 'patterns', icon: 'pattern', name: 'nav.patterns' },
]
const desk: Place = { to: 'desk', icon: 'desk', name: 'nav.desk' }
const sharing: Place = { to: 'sharing', icon: 'share', name: 'nav.sharing' }
const learn: Place = { to: 'learn', icon: 'book', name: 'nav.learn' }
const more: Place = { to: 'more', icon: 'more', name: 'nav.more' }

/** The main ways: a diary's, with the desk beside it where there is one; the desk first for whoever keeps no diary. */
export function placesFor({ therapist, deskOnly }: { therapist: boolean; deskOnly: boolean }): Place[] {
  if (deskOnly) return [desk, sharing, learn, more]
  return therapist ? [...own, desk, more] : [...own, more]
}

/** Which of them a screen belongs to: one night to its list, everything else to More. */
export function placeOf(screen: string, places: Place[]): string {
  const near = screen === 'night' ? 'nights' : screen === 'join' ? 'sharing' : screen
  return places.some(({ to }) => to === near) ? near : 'more'
}
