import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

const forms = {
  de: { du: /\b(du|dir|dich|dein\w*)\b/i, mail: '../../delivery/message_texts/de.yaml' },
  es: {
    du: /(?<!\p{L})(tú|tus?|ti|te|contigo|tuy[oa]s?|\p{L}+[aie]ste)(?!\p{L})/iu,
    mail: '../../delivery/message_texts/es.yaml',
  },
} as const
/** Words that end like a form of address and are none. */
const innocent = new Set(['este', 'existe'])

interface Vocabulary {
  groups: Record<string, { label: Record<string, string>; items: Record<string, { label: Record<string, string> }> }>
}

/** Every sentence of a language: the app's, its vocabulary's and the mail's. */
function texts(language: 'de' | 'es'): string[] {
  const groups = Object.values((parse(read('../../journal/vocabulary/vocabulary.yaml')) as Vocabulary).groups)
  const words = groups
    .flatMap(({ label, items }) => [label, ...Object.values(items).map((item) => item.label)])
    .map((label) => label[language] ?? '')
  const app = Object.values(JSON.parse(read(`../src/i18n/messages/${language}.json`)) as Record<string, string>)
  return [
    ...app,
    ...words,
    ...read(forms[language].mail)
      .split('\n')
      .filter((line) => !line.startsWith('#')),
  ]
}

describe('the form of address', () => {
  it.each(['de', 'es'] as const)('is the polite one throughout in %s', (language) => {
    const familiar = texts(language).filter((text) => {
      const found = text.match(new RegExp(forms[language].du, `${forms[language].du.flags}g`)) ?? []
      return found.some((word) => !innocent.has(word.toLowerCase()))
    })

    expect(familiar).toEqual([])
  })
})
