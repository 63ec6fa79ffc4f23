import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import compileMessage from 'icu-minify/compile'
import type { Plugin } from 'vite'

/** Content files are read once, at build: YAML becomes JSON, ICU messages become small trees. */
export function content(): Plugin {
  return {
    name: 'stillnight-content',
    enforce: 'pre',
    load(id) {
      const file = id.split('?')[0] ?? id
      if (/\.ya?ml$/.test(file)) return asModule(parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }))
      if (/\/i18n\/messages\/\w+\.json$/.test(file)) return asModule(compiled(file))
      return null
    },
  }
}

function compiled(file: string): Record<string, unknown> {
  const messages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  return Object.fromEntries(Object.entries(messages).map(([key, text]) => [key, compileMessage(text)]))
}

/** JSON.parse of a string is faster to start than an object literal of the same size. */
function asModule(value: unknown) {
  const text = JSON.stringify(JSON.stringify(value))
  return { code: `export default JSON.parse(${text})`, map: null, moduleType: 'js' as const }
}
