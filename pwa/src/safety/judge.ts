import { silencesEnded, standingReplies, type OrderRules, type Reply, type Telling } from './ledger'
import { ownEvening, settled, thisEvening, without } from './tellings'
import type { DiaryHealth, DiaryNight, Rulebook } from './types'

/**
 * What the phone keeps of its own judging: the tellings, each night as it was judged last, the ended silences judged.
 */
export interface Judged {
  tellings: Telling[]
  nights: Record<string, string>
  ends?: string[]
}

export interface Look {
  nights: readonly DiaryNight[]
  health: DiaryHealth
  today: string
  now: string
  shown: readonly string[]
  replies: readonly Reply[]
  /** Whose evening an instant belongs to. */
  dayOf: (at: string) => string
}

/** Judges each night that is not as it was as of its own evening, then today. What was told before stays told. */
export function judge(known: Judged, look: Look, book: Rulebook, order: OrderRules): Judged {
  const { nights, health, today, now, shown, replies, dayOf } = look
  const slips = standingReplies(replies).filter(({ outcome }) => outcome === 'mistap')
  const asTold = [...nights].sort((a, b) => (a.date < b.date ? -1 : 1))
  const dated = asTold.map((night) => without(night, slips))
  const diary = { health, nights: dated }
  const prints = Object.fromEntries(dated.map((night) => [night.date, print(night)]))
  const touched = dated.filter(({ date }) => prints[date] !== known.nights[date])
  const evening = thisEvening(diary, today, now, book, shown)
  const found = [...evening]
  const ended = silencesEnded(known.tellings, replies, now, order).map((end) => ({
    ...end,
    day: dayOf(end.at),
    name: `${end.rule} ${end.at}`,
  }))
  for (const { rule, at, day, name } of ended) {
    if (known.ends?.includes(name) && !touched.some(({ date }) => date <= day)) continue
    const then = thisEvening({ health, nights: dated.filter(({ date }) => date <= day) }, day, now, book, [], at)
    found.push(...then.filter((one) => one.rule === rule))
  }
  const decided: Telling[] = []
  for (const night of touched) {
    const own = night.date >= today ? evening : ownEvening(diary, night.date, now, book)
    if (night.date < today) found.push(...own)
    // A slip was told too: it stands again when the person takes "by mistake" back.
    if (!asTold.includes(night)) found.push(...ownEvening({ ...diary, nights: asTold }, night.date, now, book))
    decided.push(...settled(known.tellings, night, own, now, book))
  }
  return {
    tellings: [...known.tellings, ...decided, ...found],
    nights: { ...known.nights, ...prints },
    ends: ended.map(({ name }) => name),
  }
}

const print = ({ pain, checks, signs, episodes, given }: DiaryNight): string =>
  JSON.stringify([pain, checks, signs, episodes, given])
