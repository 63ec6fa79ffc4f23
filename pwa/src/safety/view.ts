import type { Health } from '../night/types'
import { episodesOf, given, inPain, nightAnswers } from './answers'
import type { Answer, Diary, DiaryHealth, DiaryNight, Finding, Rulebook } from './types'

const DAY = 86_400_000
const PICTURE: Record<string, string> = {
  site: 'sites', dur: 'dur', intensity: 'intensity', onset: 'onset', feel: 'feel', when: 'when',
}
const BACKGROUND = ['birth_year', 'weeks_of_trouble', 'bother'] as const

/** Whole days from one calendar date to another. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY)
const daysBefore = (date: string, days: number): string => new Date(Date.parse(date) - days * DAY).toISOString().slice(0, 10)

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
    return answers
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
    if (key) return this.picture !== null && described(this.picture, key)
    const background = BACKGROUND.find((each) => each === name)
    if (background) return (this.health[background] ?? null) !== null
    return this.answersTo(name).length > 0
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
  const health = diary.health ?? {}
  const first = daysBefore(today, book.reading.reach - 1)
  const last = daysBefore(today, -book.reading.ahead)
  const nights = diary.nights.filter(({ date }) => first <= date && date <= last).sort((a, b) => (a.date < b.date ? 1 : -1))
  const newestDate = nights[0]?.date ?? today
  const view = new View(book, newestDate > today ? newestDate : today, nights, health, shown)
  const start = view.since(book.reading.look_back)
  const recent = nights.filter(({ date }) => date >= start)
  view.background = background(health, view.today, book)
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
    for (const [name, answer] of said) if (!found.has(name) && (answer.yes || !reopened.has(name))) found.set(name, answer)
    for (const row of view.book.rows) {
      if (said.get(row.id)?.yes) row.behind.filter((name) => !found.has(name)).forEach((name) => reopened.add(name))
    }
  }
  for (const [name, nights] of Object.entries(view.book.reading.holds)) if (!found.has(name)) hold(view, name, view.since(nights), found)
  return found
}

function hold(view: View, name: string, start: string, found: Map<string, Answer>): void {
  const night = view.nights.find((each) => (each.checks?.[name] ?? null) !== null)
  const answer = night && night.date >= start ? view.night(night).answers.get(name) : undefined
  if (answer) found.set(name, answer)
}

function background(health: DiaryHealth, today: string, book: Rulebook): Map<string, Answer> {
  const known = new Map<string, Answer>()
  const say = (id: string, yes: boolean, from = id) =>
    known.set(id, { id, yes, legs: 0, on: '', foot: false, at: given(health, from), implied: false })
  for (const [name, value] of Object.entries(health.who ?? {})) if (value !== null && value !== undefined) say(`who.${name}`, value !== false)
  for (const [name, { date, days }] of Object.entries(book.reading.dates)) {
    const age = daysSince(health, date, today)
    if (age !== null && age >= 0 && age <= days) say(name, true, `dates.${date}`)
  }
  return known
}

/** Days from a dated event to today; negative when it lies ahead. Null: not said. */
export function daysSince(health: Health, name: string, today: string): number | null {
  const on = health.dates?.[name] ?? null
  return on === null ? null : daysBetween(on, today)
}

function described(night: DiaryNight, key: string): boolean {
  if (inPain(night) === false) return true
  return episodesOf(night).some((episode) => ((episode as Record<string, unknown>)[key] ?? null) !== null)
}
