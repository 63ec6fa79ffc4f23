/** Telephone numbers by country: emergency, and where one exists a line for "today, but not an emergency". */
const numbers: Record<string, { emergency: string; urgent?: string }> = {
  GB: { emergency: '999', urgent: '111' },
  US: { emergency: '911' },
  CA: { emergency: '911', urgent: '811' },
  DE: { emergency: '112', urgent: '116117' },
  AT: { emergency: '112', urgent: '1450' },
  CH: { emergency: '112' },
  ES: { emergency: '112' },
  MX: { emergency: '911' },
  AU: { emergency: '000' },
  NZ: { emergency: '111' },
}

export const countries = Object.keys(numbers)

/** Where the person is, for the call buttons: from the account when known, else from the phone's language. */
class Place {
  country = $state(localStorage.getItem('stillnight.country') ?? guess())
  own = $state<string | null>(localStorage.getItem('stillnight.emergency'))

  emergency = $derived(this.own || numbers[this.country]?.emergency || '112')
  urgent = $derived(numbers[this.country]?.urgent)

  /** What the account says; an empty word leaves the phone's own. */
  take(country: string | null | undefined, own: string | null | undefined): void {
    this.set(country || this.country, own || this.own || '')
  }

  set(country: string, own: string): void {
    this.country = country
    this.own = own
    localStorage.setItem('stillnight.country', country)
    localStorage.setItem('stillnight.emergency', own)
  }
}

function guess(): string {
  return navigator.language.split('-')[1]?.toUpperCase() ?? ''
}

export const place = new Place()
