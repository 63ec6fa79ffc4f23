import * as localPreference from '../lib/localPreference'
import format, { type CompiledMessage, type FormatValues } from 'icu-minify/format'
import type { MessageKey } from './keys'

export const languages = { en: 'English', de: 'Deutsch', es: 'Español' } as const
export type Language = keyof typeof languages

type Messages = Record<string, CompiledMessage>
/** For each group its words: the label, and whether the answer may name a leg. */
export type Vocabulary = Record<string, Record<string, readonly [label: string, sided?: 0 | 1]>>

interface Files {
  /** What Tonight says. */
  first: () => Promise<{ default: { messages: unknown; vocabulary: unknown } }>
  /** What every other screen says. */
  later: () => Promise<{ default: unknown }>
}

const files: Record<Language, Files> = {
  en: { first: () => import('./messages/en.json?first'), later: () => import('./messages/en.json?later') },
  de: { first: () => import('./messages/de.json?first'), later: () => import('./messages/de.json?later') },
  es: { first: () => import('./messages/es.json?first'), later: () => import('./messages/es.json?later') },
}

/** The words on the screen: one language at a time, Tonight's first. */
class Words {
  language = $state<Language>('en')
  messages = $state.raw<Messages>({})
  vocabulary = $state.raw<Vocabulary>({})
  #whole: Promise<void> | null = null

  async use(language: Language): Promise<void> {
    const { first, later } = files[language]
    const [start, rest] = await Promise.all([first(), this.#whole && later()])
    this.messages = { ...(start.default.messages as Messages), ...(rest?.default as Messages | undefined) }
    this.vocabulary = start.default.vocabulary as Vocabulary
    this.language = language
    document.documentElement.lang = language
    document.documentElement.dir = 'ltr'
  }

  /** The words of every other screen too; asked for again after a failure. */
  whole(): Promise<void> {
    this.#whole ??= this.#rest().catch((error: unknown) => {
      this.#whole = null
      throw error
    })
    return this.#whole
  }

  async #rest(): Promise<void> {
    const { default: rest } = await files[this.language].later()
    this.messages = { ...this.messages, ...(rest as Messages) }
  }
}

export const words = new Words()

export function preferred(wanted: readonly string[] = navigator.languages ?? ['en']): Language {
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in languages)
  return (known as Language | undefined) ?? 'en'
}

export function t(key: MessageKey, values?: FormatValues<string>): string {
  const message = words.messages[key]
  if (message === undefined) return ''
  // A date that ends in a stop, as some do in German, is the end of its sentence too.
  return String(format<string>(message, locale(), values, { formatters })).replace(/\.\.$/, '.')
}

const kept = new Map<string, unknown>()

/** Intl formatters are dear to make and cheap to use. */
function once<T>(name: string, args: unknown[], make: () => T): T {
  const id = name + JSON.stringify(args)
  if (!kept.has(id)) kept.set(id, make())
  return kept.get(id) as T
}

const formatters = {
  getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
    once('date', args, () => new Intl.DateTimeFormat(...args)),
  getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) =>
    once('number', args, () => new Intl.NumberFormat(...args)),
  getRelativeTimeFormat: (...args: ConstructorParameters<typeof Intl.RelativeTimeFormat>) =>
    once('relative', args, () => new Intl.RelativeTimeFormat(...args)),
  getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) =>
    once('plural', args, () => new Intl.PluralRules(...args)),
}

/** The region's own habits where the phone's languages name one: `en-GB` for a reader of English in Britain. */
function locale(): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(words.language)) ?? words.language
}

/** The evening and the morning of a night, as one range: "Fri 27 – Sat 28 March". */
export function nightRange(from: string, to: string): string {
  const form = formatters.getDateTimeFormat(locale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  })
  return form.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))
}

/** A calendar date in the reader's language; the date has no zone, so none may move it. */
export function day(
  date: string,
  options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'long' },
): string {
  return formatters.getDateTimeFormat(locale(), { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

export type Clock = 'auto' | 'h23' | 'h12'

/** Whether hours run to 12 or to 24: as the language has it, or as this phone's owner wants it. */
class ClockTaste {
  choice = $state<Clock>((localPreference.recall('stillnight.clock') as Clock | null) ?? 'auto')

  choose(choice: Clock): void {
    this.choice = choice
    localPreference.keep('stillnight.clock', choice)
  }
}

export const clock = new ClockTaste()

export function time(instant: string | Date, zone: string, taste: Clock = clock.choice): string {
  const at = typeof instant === 'string' ? new Date(instant) : instant
  const cycle = taste === 'auto' ? {} : { hourCycle: taste }
  return formatters
    .getDateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', timeZone: zone, ...cycle })
    .format(at)
}

const units = [
  ['second', 1],
  ['minute', 60],
  ['hour', 3600],
] as const

/** How long it is until then, such as "in 2 minutes": in the largest unit of which there are two, rounded up. */
export function fromNow(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  const [unit, size] = units.findLast(([, size]) => seconds > 1.5 * size) ?? units[0]
  return formatters.getRelativeTimeFormat(locale(), {}).format(Math.ceil(seconds / size), unit)
}

export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return formatters.getNumberFormat(locale(), options).format(value)
}
