// Plays histories on the phone's own ledger: reads one JSON file, writes what stands, one JSON line each.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (name, context, next) => next(name.startsWith('.') && !/\.\w+$/.test(name) ? `${name}.ts` : name, context),
})

const [input, phone] = process.argv.slice(2)
const { rulebook } = await import(`${phone}/rulebook.ts`)
const { joined, ledger, standingReplies } = await import(`${phone}/ledger.ts`)
const { ownEvening, settled, thisEvening, without } = await import(`${phone}/tellings.ts`)

const { answers, strip, order, files, lifetimes, histories } = JSON.parse(readFileSync(input, 'utf8'))
const book = rulebook(answers, strip, files, lifetimes)
const dayOf = (now, offset) => new Date(Date.parse(now) + offset * 3_600_000).toISOString().slice(0, 10)

class Replica {
  said = []
  replies = []
  tellings = []

  constructor(offset) {
    this.offset = offset
  }

  hear({ now, answers, replies }) {
    this.said.push(...answers)
    this.replies.push(...replies)
    const found = thisEvening(this.diary(now), dayOf(now, this.offset), now, book)
    for (const night of [...new Set(answers.map((one) => one.night))].sort()) {
      for (const { at } of this.said.filter((one) => one.night === night)) {
        const diary = this.diary(at)
        const own = ownEvening(diary, night, now, book)
        const mine = diary.nights.find(({ date }) => date === night)
        if (mine) found.push(...settled(this.tellings, mine, own, now, book))
        found.push(...own, ...ownEvening(this.diary(at, true), night, now, book))
      }
    }
    this.tellings = joined([...this.tellings, ...found])
  }

  diary(at, whole = false) {
    const nights = new Map()
    for (const one of this.said.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
      if (Date.parse(one.at) > Date.parse(at)) continue
      const night = nights.get(one.night) ?? { date: one.night, checks: {}, given: {} }
      night.checks[one.id] = one.value
      night.given[one.id] = one.at
      nights.set(one.night, night)
    }
    const slips = whole ? [] : standingReplies(this.replies).filter(({ outcome }) => outcome === 'mistap')
    return { health: {}, nights: [...nights.values()].map((night) => without(night, slips)).sort((a, b) => (a.date < b.date ? -1 : 1)) }
  }
}

function stands(steps, now, offset) {
  const replica = new Replica(offset)
  for (const step of [...steps, { now, answers: [], replies: [] }]) replica.hear(step)
  return ledger(replica.tellings, replica.replies, now, dayOf(now, offset), order).open.map(({ rule, leg, level }) => [rule, leg, level])
}

for (const { steps, now, offset } of histories) {
  process.stdout.write(`${JSON.stringify(Object.fromEntries(Object.entries(steps).map(([place, each]) => [place, stands(each, now, offset)])))}\n`)
}
