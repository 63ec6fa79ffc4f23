import * as taste from '../lib/taste'
/** Where the person is, for the call buttons: from the account when known, else from the phone's language. */
class Place {
  country = $state(taste.recall('stillnight.country') ?? guess())
  /** An emergency number of the person's own; it goes before any other. */
  own = $state(taste.recall('stillnight.emergency') ?? '')

  /** What the account says; an empty word leaves the phone's own. */
  take(country: string | null | undefined, own: string | null | undefined): void {
    this.set(country || this.country, own || this.own)
  }

  set(country: string, own: string): void {
    this.country = country
    this.own = own
    taste.keep('stillnight.country', country)
    taste.keep('stillnight.emergency', own)
  }
}

function guess(): string {
  return navigator.language.split('-')[1]?.toUpperCase() ?? ''
}

export const place = new Place()
