// Reads every script of the build as the oldest supported browsers would: ES2022 (Chrome 107), less what Safari 16.0
// cannot parse, which is static blocks and look-behind. Fails on the first that it could not read.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse, tokenizer } from 'acorn'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const scripts = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.js'))
const faults = []

function read(name) {
  const text = readFileSync(dist + name, 'utf8')
  // What runs before the app must be read by any browser, to tell it that it is too old.
  const first = name === 'first-paint.js'
  const options = { ecmaVersion: first ? 5 : 2022, sourceType: first ? 'script' : 'module' }
  parse(text, options)
  if (first) return
  let before = ''
  for (const token of tokenizer(text, options)) {
    if (token.type.label === 'regexp' && /\(\?<[=!]/.test(token.value.pattern)) throw new SyntaxError('look-behind')
    if (token.type.label === '{' && before === 'static') throw new SyntaxError('a static block')
    before = text.slice(token.start, token.end)
  }
}

for (const name of scripts) {
  try {
    read(name)
  } catch (error) {
    faults.push(`${name}: ${error.message}`)
  }
}
if (scripts.length < 10) faults.push('the build is missing')
if (faults.length) {
  console.error(`not for Chrome 107 and Safari 16:\n${faults.join('\n')}`)
  process.exit(1)
}
console.log(`syntax: ${scripts.length} scripts can be read by Chrome 107 and Safari 16`)
