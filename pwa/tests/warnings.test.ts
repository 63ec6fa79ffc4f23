import { afterEach, describe, expect, it } from 'vitest'
import type { Outcome, Reply } from '../src/safety/ledger'
import english from '../src/i18n/messages/en.json?rules'
import { judge, snapshot, standing, type Look } from '../src/warnings/evaluate'
import { healthOf } from '../src/warnings/health'
import type { Flag, Level, Service } from '../src/api/types'
import { callsFor, callTo } from '../src/warnings/call'
import { guessed, place } from '../src/warnings/place.svelte'
import type { ViewUnit } from '../src/store/view'

const texts = { language: 'en', of: english } as const
const EVENING = '2026-11-21'
const yes = (id: string, at = '2026-11-21T22:00:00.000Z', date = EVENING) => ({
  date,
  checks: { [id]: true },
  given: { [id]: at },
})
const breath = yes('pe.chest_pain')
const unit = (kind: ViewUnit['kind'], key: string, data: ViewUnit['data']): ViewUnit => ({ kind, key, date: '', data })
const look: Look = {
  nights: [breath],
  others: [],
  today: EVENING,
  now: '2026-11-21T22:00:01.000Z',
  shown: [],
  replies: [],
  dayOf: (at) => at.slice(0, 10),
}

/** What the phone shows after it has judged these looks one after the other. */
function shownAfter(...looks: Partial<Look>[]): { all: Flag[]; recent: Flag[]; said: Parameters<typeof standing>[0] } {
  const all = looks.map((each) => ({ ...look, ...each }))
  const { tellings } = all.reduce(judge, { tellings: [], nights: {} })
  const { replies, now, today } = all.at(-1)!
  const said = { tellings, replies, server: [], texts, now, today }
  return { ...standing(said), said }
}

/** A reply to the first warning as it is shown, at that instant. */
function reply(outcome: Outcome, at: string): Reply {
  const { all, said } = shownAfter({})
  return { id: outcome + at, outcome, at, ...snapshot(said, all[0]!) }
}

describe('warnings on the phone', () => {
  it('stand at once, without a network', () => {
    expect(shownAfter({}).all).toMatchObject([
      { key: 'RF01', level: 'emergency', answered_at: '2026-11-21T22:00:00.000Z' },
    ])
  })

  it('say what to do in the words of the rule', () => {
    expect(shownAfter({}).all[0]!.message).toMatch(/emergency help now/)
  })

  it('name the crisis line and the maternity unit, where the rule does', () => {
    const pregnant = [unit('health', 'who.pregnant', { value: true })]

    expect(shownAfter({ nights: [yes('mh.selfharm')] }).all[0]!.call?.kind).toBe('crisis')
    const maternity = shownAfter({ nights: [yes('pre.head_vision_ribs')], others: pregnant }).all
    expect(maternity.map(({ rule, call }) => [rule, call?.kind])).toContainEqual(['RF27', 'maternity'])
  })

  it('are closed by being seen, and told of as closed of late', () => {
    const { all, recent } = shownAfter({ replies: [reply('seen_cleared', '2026-11-21T23:00:00.000Z')] })

    expect(all).toEqual([])
    expect(recent).toMatchObject([{ key: 'RF01', reply: { outcome: 'seen_cleared' } }])
  })

  it('come back in the same night when it is told again after that', () => {
    const replies = [reply('seen_cleared', '2026-11-21T23:00:00.000Z')]
    const again = yes('pe.chest_pain', '2026-11-22T03:00:00.000Z')

    expect(shownAfter({ replies }, { nights: [again], replies, now: '2026-11-22T03:00:01.000Z' }).all).toMatchObject([
      { key: 'RF01' },
    ])
  })

  it.each([
    ['none of these tonight', [{ date: EVENING, checks: { 'pe.chest_pain': false } }]],
    ['a night taken out', []],
    ['a quiet night later', [breath, { date: '2026-11-22', pain: false }]],
  ])('stand after %s', (_, nights) => {
    expect(shownAfter({}, { nights: nights as Look['nights'], today: '2026-11-22' }).all).toMatchObject([
      { key: 'RF01', level: 'emergency' },
    ])
  })

  it('are asked about once they are old, and never lost', () => {
    expect(shownAfter({}, { nights: [], today: '2026-11-29' }).all).toMatchObject([{ key: 'RF01', still: true }])
    expect(shownAfter({}, { nights: [], today: '2026-11-28' }).all).toMatchObject([{ key: 'RF01', still: false }])
  })

  it('stay when nobody was reached, and say so', () => {
    const { all } = shownAfter({ replies: [reply('could_not_reach', '2026-11-21T23:00:00.000Z')] })

    expect(all).toMatchObject([{ level: 'emergency', reply: { outcome: 'could_not_reach' } }])
  })

  it('fall by one level when it has gone, and say so', () => {
    expect(shownAfter({ replies: [reply('gone', '2026-11-21T23:00:00.000Z')] }).all).toMatchObject([
      { level: 'same_day', gone: true },
    ])
  })

  it('keep the crisis line as one row for fourteen nights', () => {
    const crisis = { nights: [yes('mh.selfharm')] }
    const { said, all } = shownAfter(crisis)
    const replies: Reply[] = [
      { id: '1', outcome: 'safe_now', at: '2026-11-21T23:00:00.000Z', ...snapshot(said, all[0]!) },
    ]

    expect(shownAfter({ ...crisis, replies, now: '2026-12-05T22:00:00.000Z' }).recent).toMatchObject([
      { key: 'RF31', folded: true },
    ])
    expect(shownAfter({ ...crisis, replies, now: '2026-12-05T23:00:00.000Z' }).recent).toEqual([])
  })

  it.each(['talked', 'safe_now'] as const)(
    'of a crisis that was answered with %s may still have been a slip',
    (outcome) => {
      const crisis = { nights: [yes('mh.selfharm')] }
      const { said, all } = shownAfter(crisis)
      const answered: Reply[] = [{ id: '1', outcome, at: '2026-11-21T23:00:00.000Z', ...snapshot(said, all[0]!) }]
      const { said: then, recent } = shownAfter({ ...crisis, replies: answered, now: '2026-11-21T23:01:00.000Z' })

      const slip = {
        id: '2',
        outcome: 'mistap' as const,
        at: '2026-11-21T23:02:00.000Z',
        ...snapshot(then, recent[0]!),
      }

      expect(slip.answers).toEqual(['2026-11-21/mh.selfharm'])
      const after = shownAfter({ ...crisis, replies: [...answered, slip], now: '2026-11-21T23:03:00.000Z' })
      expect([after.all, after.recent.filter(({ folded }) => folded)]).toEqual([[], []])
    },
  )

  it('are never softened by what the server says, and never soften it', () => {
    const { said } = shownAfter({})
    const server = (level: Flag['level']): Flag[] => [{ rule: 'RF01', level, message: '' }]
    const told = (level: Flag['level']) => ({ ...said.tellings[0]!, level })

    expect(
      standing({ ...said, tellings: [...said.tellings, told('routine')], server: server('routine') }).all[0]!.level,
    ).toBe('emergency')
    expect(
      standing({ ...said, tellings: [told('routine'), told('emergency')], server: server('emergency') }).all[0]!.level,
    ).toBe('emergency')
  })

  it('take from a server neither number nor service', () => {
    const { said } = shownAfter({})
    const server = [
      {
        rule: 'RF01',
        level: 'emergency' as const,
        message: '',
        call: { kind: 'appointment' as const, name: 'x', number: '000' },
      },
    ]

    expect(standing({ ...said, server }).all[0]!.call).not.toMatchObject({ number: '000' })
    expect(standing({ ...said, server }).all[0]!.call!.kind).toBe('emergency')
  })

  it('read health answers kept one by one', () => {
    const others = [
      unit('health', 'who.af', { value: true }),
      unit('health', 'dates.surgery', { value: '2026-11-01' }),
      unit('health', 'birth_year', { value: 1961 }),
    ]

    expect(healthOf(others)).toMatchObject({ who: { af: true }, dates: { surgery: '2026-11-01' }, birth_year: 1961 })
  })
})

/** The numbers of the clinical table, written down a second time. */
const NUMBERS = {
  GB: ['999', '111', '116123'],
  US: ['911', null, '988'],
  ES: ['112', null, '024'],
  DE: ['112', '116117', '116123'],
  FR: ['15', null, '3114'],
  IE: ['112', null, '116123'],
  AT: ['144', '1450', '142'],
  CH: ['144', null, '143'],
  OTHER: ['112', null, null],
} as const

describe('whom to call', () => {
  const flag = (level: Level, kind?: Service): Pick<Flag, 'level' | 'call'> => ({
    level,
    ...(kind && { call: { kind, name: '', number: '000' } }),
  })
  const main = (level: Level, kind?: Service) => callsFor(flag(level, kind)).main?.number ?? null

  afterEach(() => {
    place.forget()
    place.choose('GB')
  })

  it.each(Object.entries(NUMBERS))(
    'is found on the phone in %s, whatever a server may send',
    (country, [emergency, sameDay, crisis]) => {
      place.choose(country)

      expect([main('emergency'), main('same_day'), main('emergency', 'crisis')]).toEqual([
        emergency,
        sameDay,
        crisis ?? '112',
      ])
      expect(main('within_days')).toBeNull()
      expect(callsFor(flag('same_day')).who.name).not.toBe('')
    },
  )

  it.each(Object.entries(NUMBERS))('leads to emergency services from every warning in %s', (country, [emergency]) => {
    place.choose(country)

    for (const [level, kind] of [
      ['emergency'],
      ['same_day'],
      ['within_days'],
      ['emergency', 'crisis'],
      ['same_day', 'maternity'],
    ] as const) {
      const { main, worse } = callsFor(flag(level, kind))
      expect([main?.number, worse?.number]).toContain(emergency)
    }
  })

  it('puts an emergency number of one’s own first, and never before the crisis line', () => {
    place.choose('GB')
    place.keep('emergency', '0123')

    expect([main('emergency'), main('emergency', 'crisis')]).toEqual(['0123', '116123'])
  })

  it('calls the own doctor today, with the country’s line beside', () => {
    place.choose('GB')
    place.keep('doctor', '020 7946 0000')

    const calls = callsFor(flag('same_day'))

    expect(calls.main).toMatchObject({ number: '02079460000', own: 'doctor' })
    expect(calls.also.map(({ number }) => number)).toContain('111')
    expect(main('emergency')).toBe('999')
  })

  it('sends nobody to the doctor of the person who helps them', () => {
    place.choose('GB')
    place.keep('doctor', '0123')

    expect(callsFor(flag('same_day'), 'other').main?.number).toBe('111')
  })

  it('names the maternity unit and calls the line of the level until its number is known', () => {
    place.choose('GB')

    expect(callsFor(flag('emergency', 'maternity'))).toMatchObject({ main: { number: '999' }, addable: 'maternity' })
    place.keep('maternity', '0456')
    expect(main('same_day', 'maternity')).toBe('0456')
  })

  it('is forgotten with its owner', () => {
    place.keep('doctor', '0123')
    place.forget()

    expect(place.own.doctor).toBe('')
  })
})

describe('the country', () => {
  it.each([
    ['Europe/London', 'en-US', 'GB'],
    ['America/Chicago', 'en-US', 'US'],
    ['Europe/Madrid', 'es-MX', 'ES'],
    ['Europe/Zurich', 'de-DE', 'CH'],
    ['America/Toronto', 'en-US', ''],
    ['Asia/Tokyo', 'en-GB', ''],
    ['UTC', 'de-AT', 'AT'],
    ['Etc/UTC', 'en-US', 'US'],
    ['', 'fr-FR', 'FR'],
    ['UTC', 'pt-BR', ''],
  ])('of a clock in %s and a phone in %s is guessed as %s', (zone, language, country) => {
    expect(guessed(zone, language)).toBe(country)
  })

  it('is taken from the account until it was confirmed on this phone', () => {
    place.confirmed = false
    place.take('US', '')
    expect(place.country).toBe('US')

    place.choose('ES')
    place.take('US', '')
    expect(place.country).toBe('ES')
  })
})

it.each(['+', '+ ', '5', 'ask Anna'])("a number of one's own that cannot be dialled is not kept: %s", (number) => {
  place.keep('emergency', '15')

  place.keep('emergency', number)

  expect([place.own.emergency, callTo('emergency')!.number]).toEqual(['15', '15'])
  place.keep('emergency', '')
})
