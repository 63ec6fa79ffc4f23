import rules from '../../../../insights/course.yaml'
import raw from '../../../../insights/course_words.yaml'
import type { Verdict, Window } from './record'

/** How a reader's language writes dates and numbers. */
export interface Writing {
  language: string
  day: (date: string) => string
  number: (value: number, decimals?: number) => string
}

interface Language {
  headline: Record<Verdict['headline'], string>
  words: Record<string, string>
  sentences: Record<string, string>
}

export interface Text {
  title: string
  lines: string[]
  /** Of the lines, what a row needs whose figures stand in it: the week of a flare, and that nights are severe. */
  brief: string[]
}

const languages = (raw as { languages: Record<string, Language> }).languages
const numbers = Object.fromEntries(
  Object.entries((rules as { numbers: Record<string, { value: number }> }).numbers).map(([name, { value }]) => [
    name,
    value,
  ]),
)

export const wordsOf = (language: string): Language => languages[language] ?? languages.en!

/** A placeholder may hold two forms, `{n:# night|# nights}`: of one and of any other count. */
function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
    const value = String(values[name])
    return one === undefined ? value : (value === '1' ? one : many!).replaceAll('#', value)
  })
}

/** The headline alone, with the mark of a flare beside *worse*. */
export function headline(verdict: Verdict, language: string): string {
  const said = wordsOf(language)
  const name = said.headline[verdict.headline]
  return verdict.flare && verdict.headline !== 'flare' ? fill(said.sentences.with_flare!, { headline: name }) : name
}

/** The record in words, as `insights/course_words.py` puts it: the same file, the same order, the same rounding. */
export function verdictText(verdict: Verdict, writing: Writing): Text {
  const said = wordsOf(writing.language)
  const named = headline(verdict, writing.language)
  const words =
    verdict.headline === 'cannot_tell'
      ? [fill(said.sentences.range!, ends(verdict, writing))]
      : verdict.words.map((id) => said.words[id] ?? id)
  const title = words.length ? fill(said.sentences.title!, { headline: named, words: words.join(', ') }) : named
  const { now, before, flare, severe, usual, week } = verdict
  if (verdict.headline === 'silent') return { title, lines: [fill(said.sentences.silent!, numbers)], brief: [] }
  const flares = verdict.headline === 'flare'
  const windows = (flares ? [week, usual] : [now, before]).map((window) => windowLine(window, said, writing))
  const hard = severe ? [fill(said.sentences.severe!, { strength: strength(now.strength, writing) })] : []
  const stood = flare ? [windowLine(week, said, writing)] : []
  return { title, lines: [...windows, ...hard, ...certainty(verdict, said, writing)], brief: [...stood, ...hard] }
}

function windowLine(window: Window, said: Language, writing: Writing): string {
  return fill(said.sentences.window!, {
    first: writing.day(window.first),
    last: writing.day(window.last),
    figures: figures(window, said, writing),
  })
}

/** Where the change lies, or what a comparison still needs. */
function certainty(verdict: Verdict, said: Language, writing: Writing): string[] {
  if (['worse', 'better', 'steady'].includes(verdict.headline))
    return [fill(said.sentences.likely!, ends(verdict, writing))]
  return verdict.change === null && verdict.headline !== 'flare' ? [fill(said.sentences.too_few!, numbers)] : []
}

function figures(window: Window, said: Language, writing: Writing): string {
  const nights = fill(said.sentences.nights!, { painful: window.painful, answered: window.answered })
  return window.strength === null
    ? nights
    : fill(said.sentences.typically!, { nights, strength: strength(window.strength, writing) })
}

/** A strength to the half; a dash where none was said. */
export const strength = (value: number | null, { number }: Pick<Writing, 'number'>): string =>
  value === null ? '–' : number(value)

function ends({ change }: Verdict, { number }: Writing): Record<string, string> {
  return change ? { low: signed(change.low, number), high: signed(change.high, number) } : {}
}

/** To one decimal, halves away from zero, with its sign. */
function signed(value: number, number: Writing['number']): string {
  const size = Math.floor(Math.abs(value) * 10 + 0.5) / 10
  return (size === 0 ? '' : value > 0 ? '+' : '−') + number(size, 1)
}
