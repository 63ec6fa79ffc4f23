import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, clockTime, instantOf, localParts, nightOf, withOffset } from '../src/night/date'

const NOON = '12:00'
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Havana', 'Pacific/Apia']

describe('the date of a night', () => {
  it.each([
    ['2026-03-28T02:00:00Z', 'Europe/London', '2026-03-27'],
    ['2026-03-28T11:59:00Z', 'Europe/London', '2026-03-27'],
    ['2026-03-28T12:00:00Z', 'Europe/London', '2026-03-28'],
    // Still the evening of the 27th in New York, though the 28th in UTC.
    ['2026-03-28T01:30:00Z', 'America/New_York', '2026-03-27'],
    ['2026-03-28T13:00:00Z', 'Pacific/Apia', '2026-03-28'],
  ])('at %s in %s it is the night of %s', (now, zone, date) => {
    expect(nightOf({ now: new Date(now), zone, turnsAt: NOON })).toBe(date)
  })

  it('moves with the hour a night worker chose', () => {
    const now = new Date('2026-03-28T14:00:00Z')

    expect(nightOf({ now, zone: 'Europe/London', turnsAt: '18:00' })).toBe('2026-03-27')
  })

  it.each(zones)('is every calendar date once in a year of noons in %s', (zone) => {
    let date = '2026-01-01'
    for (let n = 0; n < 365; n++) {
      const evening = new Date(instantOf('22:00', date, { zone, turnsAt: NOON }))
      expect(nightOf({ now: evening, zone, turnsAt: NOON })).toBe(date)
      date = addDays(date, 1)
    }
  })
})

describe('a time on the clock', () => {
  it.each(zones)('comes back as it was typed, on any night in %s, but in the hour that is skipped', (zone) => {
    const minutes = fc.integer({ min: 0, max: 1439 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 364 }), minutes, (n, minute) => {
        const typed = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
        const at = instantOf(typed, addDays('2026-01-01', n), { zone, turnsAt: NOON })
        const back = clockTime(at, zone)
        // A skipped time becomes the moment after the gap, never an earlier one.
        if (back !== typed) expect(back > typed).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('belongs to the morning after when it is before the turn', () => {
    const at = instantOf('06:30', '2026-11-21', { zone: 'Europe/London', turnsAt: NOON })

    expect(at).toBe('2026-11-22T06:30:00+00:00')
  })

  it('makes the night of the spring change an hour short', () => {
    const zone = 'Europe/Berlin'
    const [bed, up] = ['23:00', '07:00'].map((time) =>
      Date.parse(instantOf(time, '2026-03-28', { zone, turnsAt: NOON })),
    )

    expect((up! - bed!) / 3_600_000).toBe(7)
  })

  it('makes the night of the autumn change an hour long', () => {
    const zone = 'America/New_York'
    const [bed, up] = ['23:00', '07:00'].map((time) =>
      Date.parse(instantOf(time, '2026-10-31', { zone, turnsAt: NOON })),
    )

    expect((up! - bed!) / 3_600_000).toBe(9)
  })

  it('keeps half-hour changes', () => {
    expect(withOffset(new Date('2026-01-15T12:00:00Z'), 'Australia/Lord_Howe')).toBe('2026-01-15T23:00:00+11:00')
    expect(withOffset(new Date('2026-07-15T12:00:00Z'), 'Australia/Lord_Howe')).toBe('2026-07-15T22:30:00+10:30')
  })

  it('passes the day that Apia skipped', () => {
    expect(localParts(new Date('2011-12-30T09:59:00Z'), 'Pacific/Apia').date).toBe('2011-12-29')
    expect(localParts(new Date('2011-12-30T10:00:00Z'), 'Pacific/Apia').date).toBe('2011-12-31')
  })
})
