import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { render } from '@testing-library/svelte'
import type { Verdict } from '../src/lib/course/record'
import { verdictText } from '../src/lib/course/text'
import VerdictText from '../src/lib/course/VerdictText.svelte'
import { valueText } from '../src/routes/trends/units'

type Recorded = Record<string, Record<string, { record: Verdict; title: string; lines: string[] }>>
const recorded = JSON.parse(readFileSync('../tests/vectors/verdict_words.json', 'utf8')) as Recorded
const writing = (language: string) => ({
  language,
  day: (date: string) => date,
  number: (value: number, decimals = 0) =>
    new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: 1 }).format(value),
})

describe('the verdict in words', () => {
  it.each(Object.keys(recorded))('of %s is the one that paper and mail print', (name) => {
    for (const [language, { record, title, lines }] of Object.entries(recorded[name]!)) {
      const text = verdictText(record, writing(language))
      expect([text.title, text.lines]).toEqual([title, lines])
    }
  })

  it('says in brief what flares and what is severe, and leaves the figures to the row', () => {
    const brief = (name: string) => verdictText(recorded[name]!.en!.record, writing('en')).brief
    expect(brief('Lea')).toEqual([
      '2026-11-22 to 2026-11-28: 6 of 7 nights with pain, typically 8.5/10.',
      'Severe: 8.5/10 when it hurts.',
    ])
    expect(brief('Mina')).toEqual([])
    expect(brief('Dan')).toEqual(['Severe: 7/10 when it hurts.'])
  })

  it('tells only the person themselves that a flare is worth discussing', () => {
    const said = (own: boolean) =>
      render(VerdictText, { verdict: recorded.Rosa!.en!.record, own }).container.textContent
    expect(said(true)).toContain('Worth discussing.')
    expect(said(false)).not.toContain('Worth discussing.')
  })
})

describe('a value', () => {
  it('is said as people say it', () => {
    expect(valueText('sleep_minutes', { value: 380 / 60 })).toBe('6 h 20 min')
    expect(valueText('minutes_awake', { value: 45 })).toBe('45 min')
    expect(valueText('pain_nights', { value: 3, of: 5 })).toBe('3 of 5')
    expect(valueText('worst_pain', { value: 7 })).toBe('7/10')
  })
})
