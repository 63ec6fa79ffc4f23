import type { Flag, Level } from '../api/types'
import { place, type Own } from './place.svelte'
import { service, type Kind, type Service } from './services'

/** Reaches emergency services from any mobile phone, whatever the country (3GPP TS 22.101, 10.1). */
const ANYWHERE = '112'

/** The service a level asks for, unless the rule names another. */
const KIND_OF: Record<Level, Kind> = {
  emergency: 'emergency',
  same_day: 'same_day',
  within_days: 'appointment',
  routine: 'appointment',
}
/** Which of a person's own numbers goes before the country's. */
const OWN_OF: Partial<Record<Kind, Own>> = {
  emergency: 'emergency',
  same_day: 'doctor',
  appointment: 'doctor',
  maternity: 'maternity',
}

/** Whose diary the warning is about: nobody is sent to the doctor of the person who helps them. */
export type Whose = 'own' | 'other'

export interface Call {
  number: string
  name: string
  language: string
  /** The person's own doctor or maternity unit. */
  own: Own | null
}

export interface Calls {
  /** The number to press; null where no number exists, and the words stand in its place. */
  main: Call | null
  /** Who it is that should be called, in words: the service that the rule names. */
  who: Service
  /** Further lines of that service. */
  also: Call[]
  /** Emergency services, for when it gets worse; null when that is the main number already. */
  worse: Call | null
  /** Which number of their own the person could add; null when it is known. */
  addable: Own | null
}

/**
 * Whom to call, found on the phone alone: an own number, else the chosen country's, else the guessed country's; 112
 * stands in for emergency services alone. A rule's own service without a number falls back on that of its level.
 */
export function callsFor(flag: Pick<Flag, 'level' | 'call'>, whose: Whose = 'own'): Calls {
  const usual = KIND_OF[flag.level]
  const kind = (flag.call?.kind as Kind | undefined) ?? usual
  const who = service(place.country, kind)
  const main = callTo(kind, whose) ?? callTo(usual, whose)
  const emergency = callTo('emergency', whose)!
  const mine = OWN_OF[kind]
  // Beside a doctor of one's own, who sleeps at night, the country's line stays.
  const lines = main?.own ? [who, ...who.also] : who.also
  return {
    main,
    who,
    also: lines.flatMap(pressable),
    worse: main?.number === emergency.number ? null : emergency,
    addable: whose === 'own' && mine && mine !== 'emergency' && !place.own[mine] ? mine : null,
  }
}

/** The number to press for a kind of service, own before country; null where there is none. */
export function callTo(kind: Kind, whose: Whose = 'own'): Call | null {
  const { number, name, language } = service(place.country, kind)
  const mine = OWN_OF[kind]
  if (mine === 'emergency')
    return { number: dialled(place.own.emergency || number || ANYWHERE), name, language, own: null }
  const own = mine && whose === 'own' ? place.own[mine] : ''
  if (own) return { number: dialled(own), name, language, own: mine! }
  return number ? { number: dialled(number), name, language, own: null } : null
}

function pressable({ number, name, language }: Service): Call[] {
  return number ? [{ number: dialled(number), name, language, own: null }] : []
}

const dialled = (number: string): string => number.replace(/[^0-9+]/g, '')

/** How a number is read: three digits at a time where it is long and has no prefix. */
export function written(number: string): string {
  return /^\d{6}$/.test(number) ? `${number.slice(0, 3)} ${number.slice(3)}` : number
}
