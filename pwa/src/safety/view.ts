import type { Health } from '../night/types'
import { BOTH, episodesOf, inPain } from '../night/reading'
import { nightAnswers, told } from './answers'
import { current } from './lapse'
import { knownOf } from './person'
import type { Answer, Diary, DiaryNight, Finding, Rulebook } from './types'

const DAY = 86_400_000
const PICTURE: Record<string, string> = {
  site: 'sites',
  dur: 'dur',
  intensity: 'intensity',
  onset: 'onset',
  feel: 'feel',
  when: 'when',
}
const BACKGROUND = ['birth_year', 'weeks_of_trouble', 'bother'] as const

const daysBefore = (date: string, days: number): string =>
  new Date(Date.parse(date) - days * DAY).toISOString().slice(0, 10)

/** What a rule sees: the state after the last night, or one night alone, through the same questions. */
export class View {
  readonly fired = new Map<string, Finding>()
  /** Counts over nights that several rules ask for. */
  readonly counted = new Map<unknown, Map<number, Finding>>()
  private readonly nightsAlone = new Map<string, View>()
  background = new Map<string, Answer>()
  answers = new Map<string, Answer>()
  picture: DiaryNight | null = null

  readonly book: Rulebook
  readonly today: string
  readonly nights: readonly DiaryNight[]
  readonly health: Health
  readonly shown: readonly string[]

  /** `nights` are newest first and none is later than `today`. */
  constructor(book: Rulebook, today: string, nights: readonly DiaryNight[], health: Health, shown: readonly string[]) {
    this.book = book
    this.today = today
    this.nights = nights
    this.health = health
    this.shown = shown
  }

  /** The newest answer to an id, and each yes to an id that counts as it. Empty: not asked. */
  answersTo(name: string): Answer[] {
    const own = this.answer(name)
    const answers = own ? [own] : []
    for (const other of this.book.reading.counts_as[name] ?? []) {
      const also = this.answer(other)
      if (also?.yes) answers.push(also)
    }
    for (const sign of this.book.reading.until_answered[name] ?? []) {
      const seen = this.answer(sign)
      if (seen?.yes && this.speaks(seen, own)) answers.push(seen)
    }
    return answers
  }

  /** Whether a sign counts as the check beside it: until that is answered no, that night or later. */
  private speaks(sign: Answer, check: Answer | undefined): boolean {
    if (sign.legs === BOTH && this.book.reading.one_sided.includes(sign.id)) return false
    if (!check || check.yes) return true
    return sign.on > check.on || (check.implied && sign.on === check.on)
  }

  /** Whether the answer is no; a sign is denied with the check beside it. */
  denied(name: string): boolean {
    const beside =
      Object.entries(this.book.reading.until_answered).find(([, signs]) => signs.includes(name))?.[0] ?? name
    const answers = this.answersTo(beside)
    return answers.length > 0 && !answers.some((answer) => answer.yes)
  }

  /** The newest answer to this very id. Undefined: not asked. */
  answer(name: string): Answer | undefined {
    const known = this.background.get(name)
    return known?.yes ? known : (this.answers.get(name) ?? known)
  }

  /** Whether a question of a rule's `asks` has an answer. */
  asked(name: string): boolean {
    if (name === 'pain') return this.picture !== null
    const key = PICTURE[name]
    if (key) return this.picture !== null && described(this.picture, key, this.book.covers[name])
    const background = BACKGROUND.find((each) => each === name)
    if (background) return (this.health[background] ?? null) !== null
    return (
      Boolean(this.answer(name)) || (this.book.reading.counts_as[name] ?? []).some((other) => this.answer(other)?.yes)
    )
  }

  /** The first date of a window of so many calendar nights that ends today. */
  since(nights: number): string {
    return daysBefore(this.today, nights - 1)
  }

  /** The same questions asked of one night alone. */
  night(night: DiaryNight): View {
    let alone = this.nightsAlone.get(night.date)
    if (!alone) {
      alone = new View(this.book, this.today, [night], this.health, this.shown)
      alone.background = this.background
      alone.answers = nightAnswers(night, this.book)
      alone.picture = inPain(night) === null ? null : night
      this.nightsAlone.set(night.date, alone)
    }
    return alone
  }
}

/** The state of a diary after its last night; one from a phone a day ahead makes that day today. */
export function look(diary: Diary, today: string, book: Rulebook, shown: readonly string[]): View {
  const first = daysBefore(today, book.reading.reach - 1)
  const last = daysBefore(today, -book.reading.ahead)
  const nights = diary.nights
    .filter(({ date }) => first <= date && date <= last)
    .sort((a, b) => (a.date < b.date ? 1 : -1))
  const newestDate = nights[0]?.date ?? today
  const day = newestDate > today ? newestDate : today
  const health = current(diary.health ?? {}, day, book.lifetimes)
  const view = new View(book, day, nights, health, shown)
  const start = view.since(book.reading.look_back)
  const recent = nights.filter(({ date }) => date >= start)
  view.background = knownOf(health, view.today, book.reading)
  view.picture = recent.find((night) => inPain(night) !== null) ?? null
  view.answers = newest(view, recent)
  return view
}

/** Newest answer per id. A row ticked yes makes older noes behind it not asked again; older yeses stay. */
function newest(view: View, recent: readonly DiaryNight[]): Map<string, Answer> {
  const found = new Map<string, Answer>()
  const reopened = new Set<string>()
  for (const night of recent) {
    const said = view.night(night).answers
    for (const [name, answer] of said)
      if (!found.has(name) && (answer.yes || !reopened.has(name))) found.set(name, answer)
    for (const row of view.book.rows) {
      if (said.get(row.id)?.yes) row.behind.filter((name) => !found.has(name)).forEach((name) => reopened.add(name))
    }
  }
  for (const [name, nights] of Object.entries(view.book.reading.holds))
    if (!found.has(name)) hold(view, name, view.since(nights), found)
  end(view, found)
  return found
}

function hold(view: View, name: string, start: string, found: Map<string, Answer>): void {
  const night = view.nights.find((each) => (each.checks?.[name] ?? null) !== null)
  const answer = night && night.date >= start ? view.night(night).answers.get(name) : undefined
  if (answer) found.set(name, answer)
}

/**
 * Takes from a standing answer the legs about which something newer was told; none left: not asked. One without a
 * side is about no leg any more once a side is told.
 */
function end(view: View, found: Map<string, Answer>): void {
  const { id, by, with_side: sides } = view.book.reading.ends
  const standing = found.get(id)
  if (!standing?.yes) return
  let ended = 0
  for (const night of view.nights) {
    const said = view.night(night).answers
    for (const name of by) {
      const answer = said.get(name)
      if (answer?.yes && told(answer) > told(standing)) ended |= answer.legs || BOTH
    }
  }
  const legs = (standing.legs || BOTH) & ~ended
  const sideTold = !standing.legs && sides.some((name) => found.get(name)?.yes && found.get(name)?.sided)
  if (!legs || sideTold) found.delete(id)
  else if (ended) found.set(id, { ...standing, legs })
}

/** Whether a question of an episode is answered; only by words in place of finer ones: not yet. */
function described(night: DiaryNight, key: string, coarse: Record<string, unknown> = {}): boolean {
  if (inPain(night) === false) return true
  return episodesOf(night).some((episode) => {
    const said = (episode as Record<string, unknown>)[key] ?? null
    if (said === null) return false
    const words = Array.isArray(said)
      ? said.map((one: string | { site: string }) => (typeof one === 'string' ? one : one.site))
      : [String(said)]
    return !words.length || words.some((word) => !(word in coarse))
  })
}
