import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import compileMessage from 'icu-minify/compile'
import type { Plugin } from 'vite'
import { comesLater } from './later.js'

const VOCABULARY = fileURLToPath(new URL('../../journal/vocabulary/vocabulary.yaml', import.meta.url))

/** Content files are read once, at build: YAML becomes JSON, ICU messages become small trees. */
export function content(): Plugin {
  return {
    name: 'stillnight-content',
    enforce: 'pre',
    load(id) {
      const [file, query] = id.split('?') as [string, string | undefined]
      if (/\.ya?ml$/.test(file)) return asModule(readYaml(file))
      if (/\/i18n\/messages\/\w+\.json$/.test(file)) {
        this.addWatchFile(VOCABULARY)
        return asModule(query === 'later' ? compiled(file, comesLater) : { messages: compiled(file, (key) => !comesLater(key)), vocabulary: vocabulary(basename(file, '.json')) })
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

interface Raw {
  groups: Record<string, { items: Record<string, { label: Record<string, string>; sided?: boolean }> }>
}

/** The words of one language; in English where it has none yet. */
function vocabulary(language: string): unknown {
  const groups = Object.entries((readYaml(VOCABULARY) as Raw).groups)
  const word = ({ label, sided }: { label: Record<string, string>; sided?: boolean }) =>
    label[language] === undefined ? [label.en, Number(sided ?? false), 1] : [label[language], ...(sided ? [1] : [])]
  return Object.fromEntries(groups.map(([id, { items }]) => [id, Object.fromEntries(Object.entries(items).map(([item, said]) => [item, word(said)]))]))
}

/** JSON.parse of a string is faster to start than an object literal of the same size. */
function asModule(value: unknown) {
  const text = JSON.stringify(JSON.stringify(value))
  return { code: `export default JSON.parse(${text})`, map: null, moduleType: 'js' as const }
}
