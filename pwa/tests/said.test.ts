import { describe, expect, it } from 'vitest'
import { plainWords } from '../src/routes/mail/mail.svelte'
import { partsOf, unitLine } from '../src/routes/night/words'

describe('an earlier version', () => {
  it('keeps a safety question apart from its answer', () => {
    const line = unitLine('check', '2026-11-21/pe.chest_pain', { value: true })

    expect(line).toMatchObject({ said: 'Yes' })
    expect(line.asked).toContain('chest pain')
  })

  it('says of a tip what the reader said of it', () => {
    expect(unitLine('tip', '2026-11-21/t11', { helped: false })).toEqual({ asked: 't11', said: 'It did not help' })
  })

  it('keeps the safety questions apart from their answers in the night as well', () => {
    const parts = partsOf({ date: '2026-11-21', checks: { 'pe.chest_pain': false } })

    expect(parts.at(-1)?.lines).toMatchObject([{ said: 'No' }])
  })
})

describe('a mail shown beforehand', () => {
  it('leaves out its button, the address and the small print', () => {
    expect(plainWords('Your week\n\nAll 7 nights.\n\nOpen your week:\nhttps://example.org/week\n\n--\nStop it')).toBe(
      'Your week\n\nAll 7 nights.',
    )
  })
})
