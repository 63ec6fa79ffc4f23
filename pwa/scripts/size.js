// First-load JavaScript, gzipped: everything that must arrive before Tonight can be used. Fails above the limit.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { isDeferred } from '../plugins/deferredMessages.js'

const LIMIT_KB = 75
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
const first = ['index.html', 'src/routes/welcome/Welcome.svelte', 'src/i18n/messages/en.json?first']

const files = new Set()
function add(key) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`${key} is not in the build`)
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  chunk.imports?.forEach(add)
}
first.forEach(add)

const gzip = (file) => gzipSync(readFileSync(dist + file), { level: 9 }).length
const rows = [...files, 'first-paint.js']
  .filter((file) => file.endsWith('.js'))
  .map((file) => [file, gzip(file)])
  .sort((a, b) => b[1] - a[1])
const total = rows.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000
if (!process.argv.includes('--quiet'))
  for (const [file, bytes] of rows) console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`)
console.log(`first-load JavaScript: ${total.toFixed(1)} kB gzip (limit ${LIMIT_KB})`)
if (total > LIMIT_KB) process.exit(1)

// A page's title is read once its words are there; every other message of the first screen must come with it.
const code = [...files]
  .filter((file) => !file.includes('/en-'))
  .map((file) => readFileSync(dist + file, 'utf8'))
  .join('\n')
const said = [...code.matchAll(/(?<!title:)['"`]([a-z_]+\.[a-z_]+)(?=['"`]|\$\{)/g)].map(([, key]) => key)
const late = said.filter(
  (key) =>
    isDeferred(key) &&
    key in JSON.parse(readFileSync(new URL('../src/i18n/messages/en.json', import.meta.url), 'utf8')),
)
if (late.length) {
  console.error(`said on the first screen, but its words come later: ${late.join(', ')}`)
  process.exit(1)
}
