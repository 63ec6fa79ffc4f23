interface Service {
  number: string | null
  text: { en: { name: string } }
}

interface Country {
  services: Record<string, Service>
}

const files = import.meta.glob<Country>('../../../insights/safety/services/*.yaml', { eager: true, import: 'default' })
const byCountry = new Map(Object.entries(files).map(([path, country]) => [/(\w+)\.yaml$/.exec(path)![1]!.toUpperCase(), country.services]))

/** Countries whose services are known, as ISO codes. */
export const countries = [...byCountry.keys()].filter((code) => code !== 'DEFAULT')

export interface Call {
  kind: string
  name: string
  number: string | null
}

/** Whom to call in a country for a kind of service; in an unknown country the words without a number. */
export function service(country: string, kind: string): Call {
  const services = byCountry.get(country) ?? byCountry.get('DEFAULT')!
  const found = services[kind] ?? byCountry.get('DEFAULT')![kind]!
  return { kind, name: found.text.en.name, number: found.number }
}
