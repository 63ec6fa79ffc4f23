import type { Seen } from '../src/safety/types'
import { describe, expect, it } from 'vitest'
import { flagsOf } from '../src/warnings/evaluate'
import { healthOf } from '../src/warnings/health'
import { callFor } from '../src/warnings/call'
import { service } from '../src/warnings/services'
import { place } from '../src/warnings/place.svelte'
import type { ViewUnit } from '../src/store/view'

const breath = { date: '2026-11-21', checks: { 'pe.chest_pain': true } }
const unit = (kind: ViewUnit['kind'], key: string, data: ViewUnit['data']): ViewUnit => ({ kind, key, date: '', data })
const look = { nights: [breath], others: [] as ViewUnit[], today: '2026-11-21', shown: [], seen: {} }

/** What a person said after RF01, as it stood then. */
function said(outcome: Seen['outcome'], on: string): Seen {
  const { level, items = [], side = null } = flagsOf(look)[0]!
  return { rule: 'RF01', level, items, side, outcome, on }
}

describe('warnings on the phone', () => {
  it('stand at once, without a network', () => {
    expect(flagsOf(look)).toMatchObject([{ rule: 'RF01', level: 'emergency' }])
  })

  it('say what to do in the words of the rule', () => {
    expect(flagsOf(look)[0]!.message).toMatch(/emergency help now/)
  })

  it('are silent for two weeks once someone was seen', () => {
    const seen = { RF01: said('seen_cleared', '2026-11-21') }

    expect(flagsOf({ ...look, seen })).toEqual([])
  })

  it('come back when something new is answered after that', () => {
    const seen = { RF01: said('seen_cleared', '2026-11-20') }

    expect(flagsOf({ ...look, seen })).toHaveLength(1)
  })

  it('stay when nobody was reached', () => {
    const seen = { RF01: said('could_not_reach', '2026-11-21') }

    expect(flagsOf({ ...look, seen })).toHaveLength(1)
  })

  it('read health answers kept one by one', () => {
    const others = [unit('health', 'who.af', { value: true }), unit('health', 'dates.surgery', { value: '2026-11-01' }), unit('health', 'birth_year', { value: 1961 })]

    expect(healthOf(others)).toEqual({ who: { af: true }, dates: { surgery: '2026-11-01' }, birth_year: 1961 })
  })
})

describe('the call button', () => {
  it('comes with the warning that the phone raised itself', () => {
    place.set('US', '')

    expect(callFor(flagsOf(look)[0]!)).toMatchObject({ number: '911' })
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
