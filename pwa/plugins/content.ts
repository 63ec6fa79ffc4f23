import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import compileMessage from 'icu-minify/compile'
import type { Plugin } from 'vite'
import { coversOf } from '../src/safety/covers.ts'
import { isDeferred } from './deferredMessages.js'

const RULES = fileURLToPath(new URL('../../insights/safety/rules/', import.meta.url))
const VOCABULARY = fileURLToPath(new URL('../../journal/vocabulary/vocabulary.yaml', import.meta.url))

/** Content files are read once, at build: YAML becomes JSON, ICU messages become small trees. */
export function content(): Plugin {
  return {
    name: 'stillnight-content',
    enforce: 'pre',
    load(id) {
      const [file, query] = id.split('?') as [string, string | undefined]
      if (file.startsWith(RULES)) return asModule(withoutText(readYaml(file) as RuleFile))
      if (query === 'covers') return asModule(coversOf(readYaml(file) as Raw))
      if (/\.ya?ml$/.test(file)) return asModule(readYaml(file))
      if (/\/i18n\/messages\/\w+\.json$/.test(file)) {
        const language = basename(file, '.json')
        if (query === 'rules') return asModule(ruleTexts(language))
        this.addWatchFile(VOCABULARY)
        return asModule(
          query === 'later'
            ? compiled(file, isDeferred)
            : { messages: compiled(file, (key) => !isDeferred(key)), vocabulary: vocabulary(language) },
        )
      }
      return null
    },
  }
}

function readYaml(file: string): unknown {
  return parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 })
}

function compiled(file: string, wanted: (key: string) => boolean): Record<string, unknown> {
  const messages = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
  return Object.fromEntries(messages.filter(([key]) => wanted(key)).map(([key, text]) => [key, compileMessage(text)]))
}

interface RuleFile {
  rules: { id: string; text?: Record<string, unknown> }[]
}

/** The rules say nothing themselves: what they say comes in the reader's language alone. */
function withoutText({ rules }: RuleFile): RuleFile {
  return { rules: rules.map(({ text: _text, ...rule }) => rule) }
}

/** What each rule says in one language. */
function ruleTexts(language: string): Record<string, unknown> {
  const files = readdirSync(RULES)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readYaml(RULES + name) as RuleFile)
  return Object.fromEntries(files.flatMap(({ rules }) => rules).map(({ id, text }) => [id, text![language]]))
}

interface Raw {
  groups: Record<string, { items: Record<string, { label: Record<string, string>; sided?: boolean }> }>
}

/** The words of one language. */
function vocabulary(language: string): unknown {
  const groups = Object.entries((readYaml(VOCABULARY) as Raw).groups)
  const word = ({ label, sided }: { label: Record<string, string>; sided?: boolean }) => [
    label[language],
    ...(sided ? [1] : []),
  ]
  return Object.fromEntries(
    groups.map(([id, { items }]) => [
      id,
      Object.fromEntries(Object.entries(items).map(([item, said]) => [item, word(said)])),
    ]),
  )
}

/** JSON.parse of a string is faster to start than an object literal of the same size. */
function asModule(value: unknown) {
  const text = JSON.stringify(JSON.stringify(value))
  return { code: `export default JSON.parse(${text})`, map: null, moduleType: 'js' as const }
}
