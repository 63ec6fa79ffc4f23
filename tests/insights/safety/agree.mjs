// Evaluates diaries with the phone's own code: reads one JSON file, writes the evaluations, one JSON line each.
// Node runs the TypeScript as it stands; the hook adds the endings that the bundler would find.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (name, context, next) => next(name.startsWith('.') && !/\.\w+$/.test(name) ? `${name}.ts` : name, context),
})

const [input, phone] = process.argv.slice(2)
const { evaluate } = await import(`${phone}/evaluate.ts`)
const { rulebook } = await import(`${phone}/rulebook.ts`)

const { answers, strip, files, lifetimes, covers, cases } = JSON.parse(readFileSync(input, 'utf8'))
const book = rulebook(answers, strip, files, lifetimes, covers)
const began = process.cpuUsage()
const evaluations = cases.map(({ diary, today, shown }) => evaluate(diary, today, book, shown))
const { user, system } = process.cpuUsage(began)
const each = (user + system) / 1000 / Math.max(cases.length, 1)
process.stderr.write(`${each.toFixed(4)} ms\n`)
process.stdout.write(evaluations.map((evaluation) => JSON.stringify(evaluation)).join('\n'))
