import { describe, expect, it } from 'vitest'
import { plainWords } from '../src/routes/mail/mail.svelte'
import { partsOf, unitLine } from '../src/routes/night/words'

describe('an earlier version', () => {
  it('marks a safety question as English and its answer as the reader’s own', () => {
    const line = unitLine('check', '2026-11-21/pe.chest_pain', { value: true })

    expect(line).toMatchObject({ lang: 'en', said: 'Yes' })
    expect(line.asked).toContain('chest pain')
  })

  it('says of a tip what the reader said of it', () => {
    expect(unitLine('tip', '2026-11-21/t11', { helped: false })).toEqual({ asked: 't11', lang: 'en', said: 'It did not help' })
  })

  it('keeps the safety questions apart from their answers in the night as well', () => {
    const parts = partsOf({ date: '2026-11-21', checks: { 'pe.chest_pain': false } })

    expect(parts.at(-1)?.lines).toMatchObject([{ lang: 'en', said: 'No' }])
  })
})

describe('a mail shown beforehand', () => {
  it('leaves out its button, the address and the small print', () => {
    expect(plainWords('Your week\n\nAll 7 nights.\n\nOpen your week:\nhttps://example.org/week\n\n--\nStop it')).toBe('Your week\n\nAll 7 nights.')
  })
})
