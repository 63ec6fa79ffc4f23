// Every language has every message, with the same arguments; every message is used. Otherwise the build fails.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse, TYPE } from '@formatjs/icu-messageformat-parser'

const src = fileURLToPath(new URL('../src/', import.meta.url))
const folder = `${src}i18n/messages/`
const languages = readdirSync(folder).filter((name) => name.endsWith('.json'))
const read = (name) => JSON.parse(readFileSync(folder + name, 'utf8'))
const english = read('en.json')
const faults = []

function argumentsOf(nodes) {
  const names = new Set()
  for (const node of nodes) {
    if (node.type !== TYPE.literal && node.type !== TYPE.pound) names.add(node.value)
    for (const option of Object.values(node.options ?? {})) argumentsOf(option.value).forEach((name) => names.add(name))
  }
  return names
}

function signature(text, where) {
  try {
    return [...argumentsOf(parse(text))].sort().join(',')
  } catch (error) {
    faults.push(`${where}: not a valid ICU message (${error.message})`)
    return ''
  }
}

for (const name of languages) {
  const messages = read(name)
  for (const key of Object.keys(english)) {
    if (!(key in messages)) faults.push(`${name}: ${key} is missing`)
    else if (signature(messages[key], `${name}: ${key}`) !== signature(english[key], `en.json: ${key}`))
      faults.push(`${name}: ${key} takes other arguments than English`)
  }
  for (const key of Object.keys(messages)) if (!(key in english)) faults.push(`${name}: ${key} is not in English`)
}

const sources = readdirSync(src, { recursive: true })
  .filter((name) => /\.(svelte|ts)$/.test(name))
  .map((name) => readFileSync(src + name, 'utf8'))
  .join('\n')
// A key is used when it is written out, or when a template such as `leg.${id}` can make it.
const templates = [...sources.matchAll(/`([a-z_]+\.[^`\s]*\$\{[^`]*)`/g)].map(
  ([, text]) => new RegExp(`^${text.replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '\\w+')}$`),
)
const written = new Set([...sources.matchAll(/['"]([a-z_]+(?:\.[a-z_0-9]+)?)['"]/g)].map(([, key]) => key))
for (const key of Object.keys(english)) {
  if (!written.has(key) && !templates.some((template) => template.test(key))) faults.push(`en.json: ${key} is not used`)
}

if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log(`messages: ${Object.keys(english).length} in ${languages.length} languages`)
