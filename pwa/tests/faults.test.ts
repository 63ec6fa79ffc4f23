import { afterAll, describe, expect, it } from 'vitest'
import { Problem } from '../src/api/problem'
import { words } from '../src/i18n/i18n.svelte'
import { codeWords, faultWords } from '../src/lib/faults'

const ENGLISH = 'the body is empty'

describe.each([
  ['en', ['in 1 second', 'in 45 seconds', 'in 2 minutes', 'in 15 minutes', 'in 2 hours']],
  ['de', ['in 1 Sekunde', 'in 45 Sekunden', 'in 2 Minuten', 'in 15 Minuten', 'in 2 Stunden']],
  [
    'es',
    [
      'dentro de 1 segundo',
      'dentro de 45 segundos',
      'dentro de 2 minutos',
      'dentro de 15 minutos',
      'dentro de 2 horas',
    ],
  ],
] as const)('too many tries in %s', (language, waits) => {
  afterAll(() => words.use('en'))

  it('tell how long to wait, in units that people count in, never too short', async () => {
    await words.use(language)
    await words.whole()

    const said = [200, 44_100, 91_000, 900_000, 5_401_000].map(
      (wait) => faultWords(new Problem(429, 'too_many_tries', [], wait))[0],
    )

    said.forEach((sentence, at) => expect(sentence).toContain(waits[at]))
    expect(faultWords(new Problem(429, 'too_many', [], null))[0]).not.toMatch(/[{}\d]/)
  })
})

describe.each([
  ['de', 'Der Server hat das nicht angenommen.'],
  ['es', 'El servidor no lo aceptó.'],
] as const)('a refusal in %s', (language, other) => {
  afterAll(() => words.use('en'))

  it('is said in the words of its code, never in those of the server', async () => {
    await words.use(language)

    for (const code of ['not_allowed', 'stale_version', 'too_large', 'date_window', 'baseline']) {
      const said = faultWords(new Problem(422, code, [], null, ENGLISH))
      expect(said).toHaveLength(1)
      expect(said[0]).not.toBe(ENGLISH)
      expect(said[0]!.startsWith(other)).toBe(false)
    }
  })

  it('that nobody foresaw is said to be one', async () => {
    await words.use(language)

    expect(
      faultWords(new Problem(422, 'invalid', [{ field: 'x', code: 'nobody_knows', detail: ENGLISH }]))[0]!.startsWith(
        other,
      ),
    ).toBe(true)
    expect(codeWords(undefined).startsWith(other)).toBe(true)
  })

  it('of several fields names each once', async () => {
    await words.use(language)
    const faults = ['date', 'null', 'date'].map((code) => ({ field: 'x', code, detail: ENGLISH }))

    expect(faultWords(new Problem(422, 'invalid', faults))).toHaveLength(2)
  })
})
