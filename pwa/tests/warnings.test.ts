import { describe, expect, it } from 'vitest'
import type { Flag } from '../src/api/types'
import type { Outcome, Reply } from '../src/safety/ledger'
import { judge, snapshot, standing, type Look } from '../src/warnings/evaluate'
import { healthOf } from '../src/warnings/health'
import { callFor } from '../src/warnings/call'
import { service } from '../src/warnings/services'
import { place } from '../src/warnings/place.svelte'
import type { ViewUnit } from '../src/store/view'

const EVENING = '2026-11-21'
const yes = (id: string, at = '2026-11-21T22:00:00.000Z', date = EVENING) => ({ date, checks: { [id]: true }, given: { [id]: at } })
const breath = yes('pe.chest_pain')
const unit = (kind: ViewUnit['kind'], key: string, data: ViewUnit['data']): ViewUnit => ({ kind, key, date: '', data })
const look: Look = { nights: [breath], others: [], today: EVENING, now: '2026-11-21T22:00:01.000Z', shown: [], replies: [] }

/** What the phone shows after it has judged these looks one after the other. */
function shownAfter(...looks: Partial<Look>[]): { all: Flag[]; recent: Flag[]; said: Parameters<typeof standing>[0] } {
  const all = looks.map((each) => ({ ...look, ...each }))
  const { tellings } = all.reduce(judge, { tellings: [], nights: {} })
  const { replies, now, today } = all.at(-1)!
  const said = { tellings, replies, server: [], now, today }
  return { ...standing(said), said }
}

/** A reply to the first warning as it is shown, at that instant. */
function reply(outcome: Outcome, at: string): Reply {
  const { all, said } = shownAfter({})
  return { id: outcome + at, outcome, at, ...snapshot(said, all[0]!) }
}

describe('warnings on the phone', () => {
  it('stand at once, without a network', () => {
    expect(shownAfter({}).all).toMatchObject([{ key: 'RF01', level: 'emergency', answered_at: '2026-11-21T22:00:00.000Z' }])
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

    expect(shownAfter({ replies }, { nights: [again], replies, now: '2026-11-22T03:00:01.000Z' }).all).toMatchObject([{ key: 'RF01' }])
  })

  it.each([
    ['none of these tonight', [{ date: EVENING, checks: { 'pe.chest_pain': false } }]],
    ['a night taken out', []],
    ['a quiet night later', [breath, { date: '2026-11-22', pain: false }]],
  ])('stand after %s', (_, nights) => {
    expect(shownAfter({}, { nights: nights as Look['nights'], today: '2026-11-22' }).all).toMatchObject([{ key: 'RF01', level: 'emergency' }])
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
    expect(shownAfter({ replies: [reply('gone', '2026-11-21T23:00:00.000Z')] }).all).toMatchObject([{ level: 'same_day', gone: true }])
  })

  it('keep the crisis line as one row for fourteen nights', () => {
    const crisis = { nights: [yes('mh.selfharm')] }
    const { said, all } = shownAfter(crisis)
    const replies: Reply[] = [{ id: '1', outcome: 'safe_now', at: '2026-11-21T23:00:00.000Z', ...snapshot(said, all[0]!) }]

    expect(shownAfter({ ...crisis, replies, now: '2026-12-05T22:00:00.000Z' }).recent).toMatchObject([{ key: 'RF31', folded: true }])
    expect(shownAfter({ ...crisis, replies, now: '2026-12-05T23:00:00.000Z' }).recent).toEqual([])
  })

  it('are never softened by what the server says, and never soften it', () => {
    const { said } = shownAfter({})
    const server = (level: Flag['level']): Flag[] => [{ rule: 'RF01', level, message: '' }]
    const told = (level: Flag['level']) => ({ ...said.tellings[0]!, level })

    expect(standing({ ...said, tellings: [...said.tellings, told('routine')], server: server('routine') }).all[0]!.level).toBe('emergency')
    expect(standing({ ...said, tellings: [told('routine'), told('emergency')], server: server('emergency') }).all[0]!.level).toBe('emergency')
  })

  it('take from a server neither number nor service', () => {
    const { said } = shownAfter({})
    const server = [{ rule: 'RF01', level: 'emergency' as const, message: '', call: { kind: 'appointment', name: 'x', number: '000' } }]

    expect(standing({ ...said, server }).all[0]!.call).not.toMatchObject({ number: '000' })
    expect(standing({ ...said, server }).all[0]!.call!.kind).toBe('emergency')
  })

  it('read health answers kept one by one', () => {
    const others = [unit('health', 'who.af', { value: true }), unit('health', 'dates.surgery', { value: '2026-11-01' }), unit('health', 'birth_year', { value: 1961 })]

    expect(healthOf(others)).toEqual({ who: { af: true }, dates: { surgery: '2026-11-01' }, birth_year: 1961 })
  })
})

describe('the call button', () => {
  it('comes with the warning that the phone raised itself', () => {
    place.set('US', '')

    expect(callFor(shownAfter({}).all[0]!)).toMatchObject({ number: '911' })
  })

  const flag = { rule: 'RF01', level: 'emergency' as const, message: '', call: service('GB', 'emergency') }

  it('calls the number of the country', () => {
    place.set('GB', '')

    expect(callFor(flag)).toMatchObject({ number: '999' })
  })

  it('calls a number of one’s own before that', () => {
    place.set('GB', '0123')

    expect(callFor(flag)?.number).toBe('0123')
    place.set('', '')
  })

  it('falls back on 112', () => {
    const nowhere = { ...flag, call: service('', 'emergency') }

    expect(callFor(nowhere)?.number).toBe('112')
  })

  it('does not call for an appointment', () => {
    expect(callFor({ ...flag, level: 'routine', call: service('GB', 'appointment') })).toBeNull()
  })
})
