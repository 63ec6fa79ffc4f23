import { words } from '../i18n/i18n.svelte'

interface Text {
  name: string
  how?: string
}

interface Entry {
  number: string | null
  text: { en: Text } & Partial<Record<string, Text>>
  also?: Entry[]
}

interface Country {
  zones: string[]
  services: Record<string, Entry>
}

const files = import.meta.glob<Country>('../../../insights/safety/services/*.yaml', { eager: true, import: 'default' })
const byCountry = new Map(
  Object.entries(files).map(([path, country]) => [/(\w+)\.yaml$/.exec(path)![1]!.toUpperCase(), country]),
)
const DEFAULT = byCountry.get('DEFAULT')!.services

/** Countries whose services are known, as ISO codes. */
export const countries = [...byCountry.keys()].filter((code) => code !== 'DEFAULT').sort()

/** The kinds of service that a rule may name. */
export const KINDS = ['emergency', 'same_day', 'appointment', 'maternity', 'crisis'] as const
export type Kind = (typeof KINDS)[number]

/** Whom to call, in the reader's words or else in English; `number` is null where each person has their own. */
export interface Service {
  name: string
  how: string
  /** The language that name and how are in. */
  language: string
  number: string | null
  also: Service[]
}

/** Whom to call in a country for a kind of service; in an unknown country the words without a number. */
export function service(country: string, kind: Kind): Service {
  return read(byCountry.get(country)?.services[kind] ?? DEFAULT[kind]!)
}

/** The known country whose clocks keep this zone; '' for none. */
export function countryOf(zone: string): string {
  return countries.find((code) => byCountry.get(code)!.zones.includes(zone)) ?? ''
}

function read({ number, text, also = [] }: Entry): Service {
  const language = words.language in text ? words.language : 'en'
  const { name, how = '' } = text[language]!
  return { name, how, language, number, also: also.map(read) }
}
