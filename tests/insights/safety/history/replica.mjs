// Plays histories on the phone's own ledger: reads one JSON file, writes what stands, one JSON line each.
// `shuffled` and `server` hear all that was told and judge it as it was told; `a` and `b` are phones as they are: they
// see each state of their own diary, and take the server's diary, replies and warnings with each sync.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (name, context, next) => next(name.startsWith('.') && !/\.\w+$/.test(name) ? `${name}.ts` : name, context),
})

const [input, phone] = process.argv.slice(2)
const { rulebook } = await import(`${phone}/rulebook.ts`)
const { ledger, silencesEnded, standingReplies } = await import(`${phone}/ledger.ts`)
const { joined } = await import(`${phone}/names.ts`)
const { ownEvening, settled, thisEvening, without } = await import(`${phone}/tellings.ts`)
const { judge } = await import(`${phone}/judge.ts`)

const { answers, strip, order, files, lifetimes, covers, swollen, whole, histories } = JSON.parse(readFileSync(input, 'utf8'))
const book = rulebook(answers, strip, files, lifetimes, covers)
const dayOf = (now, offset) => new Date(Date.parse(now) + offset * 3_600_000).toISOString().slice(0, 10)
const byTime = (a, b) => Date.parse(a.at) - Date.parse(b.at)

/** The nights as they read at an instant. */
function nightsAt(said, at) {
  const nights = new Map()
  for (const one of said.toSorted(byTime)) {
    if (Date.parse(one.at) > Date.parse(at)) break
    if (one.id === whole) {
      nights.delete(one.night)
      continue
    }
    const night = nights.get(one.night) ?? { date: one.night, checks: {}, given: {} }
    night.checks[one.id] = one.value
    night.given[one.id] = one.at
    if (one.id === swollen) Object.assign(night, painOf(one))
    nights.set(one.night, night)
  }
  return [...nights.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
}

function painOf({ value, pain }) {
  if (value === null || !pain) return { pain: value === null ? null : false, episodes: [] }
  return { pain: true, episodes: [{ intensity: pain.strength, sites: pain.sites.map(([site, side]) => ({ site, side })) }] }
}

/** Evaluations of one history, which its places share: what is found does not hang on when it is. */
const memo = new Map()

function judged(key, now, evaluate) {
  if (!memo.has(key)) memo.set(key, evaluate())
  return memo.get(key).map((one) => ({ ...one, found_at: now, raised_at: now }))
}

const ownly = (diary, night, now) => {
  const nights = diary.nights.filter(({ date }) => date <= night)
  return judged(`${night} ${JSON.stringify(nights)}`, now, () => ownEvening(diary, night, now, book))
}

const evening = (diary, day, at, now) =>
  judged(`${day} ${at} ${JSON.stringify(diary.nights)}`, now, () => thisEvening(diary, day, now, book, [], at))

class Replica {
  said = []
  replies = []
  tellings = []

  hear({ now, offset, answers, replies }) {
    this.said.push(...answers)
    this.replies.push(...replies)
    const found = evening(this.diary(now), dayOf(now, offset), now, now)
    for (const night of [...new Set(answers.map((one) => one.night))].sort()) {
      for (const { at } of this.said.filter((one) => one.night === night).toSorted(byTime)) {
        const diary = this.diary(at)
        const own = ownly(diary, night, now)
        const mine = diary.nights.find(({ date }) => date === night)
        if (mine) found.push(...settled(this.tellings, mine, own, now, book))
        found.push(...own, ...ownly(this.diary(at, true), night, now))
      }
    }
    this.tellings = joined([...this.tellings, ...found])
    for (const { at, rule } of silencesEnded(this.tellings, this.replies, now, order)) {
      const then = evening(this.diary(at), dayOf(at, offset), at, now).filter((one) => one.rule === rule)
      this.tellings = joined([...this.tellings, ...then])
    }
  }

  diary(at, slipsToo = false) {
    const slips = slipsToo ? [] : standingReplies(this.replies).filter(({ outcome }) => outcome === 'mistap')
    return { health: {}, nights: nightsAt(this.said, at).map((night) => without(night, slips)) }
  }

  open(now, offset) {
    return ledger(this.tellings, this.replies, now, dayOf(now, offset), order).open
  }
}

class Phone {
  said = []
  replies = []
  served = []
  judged = { tellings: [], nights: {} }

  look({ now, offset, answers, replies }) {
    this.said.push(...answers)
    this.replies.push(...replies)
    const look = { nights: nightsAt(this.said, now), health: {}, today: dayOf(now, offset), now, shown: [], replies: this.replies, dayOf: (at) => dayOf(at, offset) }
    const judged = judge(this.judged, look, book, order)
    this.judged = { ...judged, tellings: joined(judged.tellings) }
  }

  open(now, offset) {
    return ledger([...this.judged.tellings, ...this.served], this.replies, now, dayOf(now, offset), order).open
  }
}

const keys = (open) => open.map(({ rule, leg, level }) => [rule, leg, level])

function shuffled(steps, now, offset) {
  const replica = new Replica()
  for (const step of [...steps, { now, offset, answers: [], replies: [] }]) replica.hear(step)
  return keys(replica.open(now, offset))
}

function together(script, now, offset) {
  const server = new Replica()
  const phones = { a: new Phone(), b: new Phone() }
  for (const step of script) {
    if (step.place === 'server') server.hear(step)
    const phone = phones[step.place]
    if (!phone) continue
    // Opening the app judges before anything is said or fetched.
    phone.look({ ...step, answers: [], replies: [] })
    phone.look(step)
    if (!step.fetched) continue
    server.hear({ ...step, answers: [], replies: [] })
    phone.served = server.open(step.now, step.offset).flatMap(({ tellings }) => tellings)
  }
  return Object.fromEntries(Object.entries({ ...phones, server }).map(([place, one]) => [place, keys(one.open(now, offset))]))
}

for (const { steps, script, now, offset } of histories) {
  memo.clear()
  process.stdout.write(`${JSON.stringify({ shuffled: shuffled(steps, now, offset), ...together(script, now, offset) })}\n`)
}
