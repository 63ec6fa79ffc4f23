import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { itemLabel } from '../src/i18n/items'
import { questionOf } from '../src/routes/patterns/next'
import type { Night } from '../src/night/types'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const nights: Record<string, Night> = {
  '2026-11-20': {
    date: '2026-11-20',
    pain: true,
    episodes: [{ id: 'a', intensity: 4, signs: { knot: 'left' } as Record<string, 'left'> }],
  },
  '2026-11-21': { date: '2026-11-21', pain: false },
}
const ask = (item: string, of = nights) => questionOf(item, of, { who: { diabetes: false } }, '2026-11-21')

describe('the question worth answering next', () => {
  it('about the person is kept with their health', () => {
    const { value, set } = ask('who.diabetes')

    expect(value).toBe(false)
    expect(set!(true)).toMatchObject([{ kind: 'health', key: 'who.diabetes', data: { value: true } }])
  })

  it('about a sign belongs to the last painful night and leaves the rest of it', () => {
    const { date, value, set } = ask('sign.knot')

    expect([date, value]).toEqual(['2026-11-20', true])
    expect(set!(false)[0]).toMatchObject({
      kind: 'episode',
      key: 'a',
      data: { date: '2026-11-20', intensity: 4, signs: { knot: false } },
    })
  })

  it('about a sign is asked of the last night when none was painful', () => {
    expect(ask('sign.knot', {}).set!(true)).toMatchObject([{ kind: 'sign', key: '2026-11-21/knot' }])
  })

  it('that a yes or no cannot answer opens that night', () => {
    expect(ask('feel.urge')).toEqual({ text: 'urge to move / restless / creeping', date: '2026-11-20' })
  })
})

describe('an item that is worked out from answers', () => {
  const { derived } = parse(read('../../journal/vocabulary/vocabulary.yaml')) as {
    derived: Record<string, string[] | string>
  }
  const items = Object.entries(derived).flatMap(([group, ids]) =>
    Array.isArray(ids) ? ids.map((id) => `${group}.${id}`) : [],
  )

  it.each(items)('has words of its own: %s', (item) => {
    expect(itemLabel(item)).toMatch(/\w+ \w+/)
    expect(itemLabel(item)).not.toMatch(/_/)
  })

  it('is answered on its own screen when it is about the person', () => {
    expect(ask('who.age60')).toMatchObject({ elsewhere: '/about-you' })
  })
})
