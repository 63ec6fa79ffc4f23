import * as localPreference from '../lib/localPreference'
import { countries, countryOf } from './services'

/**
 * Numbers a person has given, beside the country's: an emergency number of their own, their doctor, their maternity
 * unit.
 */
export const OWN = ['emergency', 'doctor', 'maternity'] as const
export type Own = (typeof OWN)[number]

const COUNTRY = 'stillnight.country'
const CONFIRMED = 'stillnight.country_confirmed'
const nameOf = (own: Own) => (own === 'emergency' ? 'stillnight.emergency' : `stillnight.${own}`)

/** What can be dialled: two digits at least, as the shortest emergency numbers have. The form fields take no other. */
export const DIALLED = String.raw`\+?[0-9 ]*[0-9] *[0-9][0-9 ]*`
const isDialled = (number: string): boolean => number === '' || new RegExp(`^${DIALLED}$`).test(number)

/** Where the person is and whom they would call. Known to the phone alone: a call button never waits for a server. */
class Place {
  /** What was chosen here or is in the account; '' leaves the guess. */
  chosen = $state(localPreference.recall(COUNTRY) ?? '')
  confirmed = $state(localPreference.recall(CONFIRMED) !== null)
  own = $state<Record<Own, string>>(recalled())
  readonly guess = guessed(Intl.DateTimeFormat().resolvedOptions().timeZone, navigator.language)

  country = $derived(this.chosen || this.guess)

  /** What the account says; an empty word leaves the phone's own, and so does what was confirmed on this very phone. */
  take(country: string | null | undefined, emergency: string | null | undefined): void {
    if (country && !this.confirmed) {
      this.chosen = country
      localPreference.keep(COUNTRY, country)
    }
    if (emergency) this.keep('emergency', emergency)
  }

  /** The person has said in which country they are: nothing asks again. '' is a country without a file. */
  choose(country: string): void {
    this.chosen = country || 'OTHER'
    localPreference.keep(COUNTRY, this.chosen)
    this.confirmed = true
    localPreference.keep(CONFIRMED, '1')
  }

  /** A word that cannot be dialled leaves what is there; the empty one takes it out. */
  keep(own: Own, number: string): void {
    if (!isDialled(number.trim())) return
    this.own = { ...this.own, [own]: number.trim() }
    localPreference.keep(nameOf(own), this.own[own])
  }

  /** The phone becomes someone else's: nobody is given the doctor of the one before. */
  forget(): void {
    for (const own of OWN) this.keep(own, '')
  }
}

/** The country of the phone's clock; where the clock names no place on earth, that of its language. */
export function guessed(zone: string | undefined, language: string): string {
  if (zone && /^[A-Z]\w+\/\w/.test(zone) && !zone.startsWith('Etc/')) return countryOf(zone)
  const region = language.split('-')[1]?.toUpperCase() ?? ''
  return countries.includes(region) ? region : ''
}

function recalled(): Record<Own, string> {
  const kept = (own: Own) => localPreference.recall(nameOf(own)) ?? ''
  return Object.fromEntries(OWN.map((own) => [own, isDialled(kept(own)) ? kept(own) : ''])) as Record<Own, string>
}

export const place = new Place()
