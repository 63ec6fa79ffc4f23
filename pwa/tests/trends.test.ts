import { describe, expect, it } from 'vitest'
import { hours, sitesOf, unsaidOf } from '../src/routes/trends/legs'
import { byWeek, localPeg, localTrend, painCounts } from '../src/routes/trends/local'
import { positions } from '../src/routes/trends/positions'
import { draw } from '../src/routes/trends/series'
import type { Night } from '../src/night/types'

const nights: Record<string, Night> = {
  '2026-11-18': {
    date: '2026-11-18',
    pain: true,
    episodes: [
      {
        id: 'a',
        intensity: 6,
        onset: 'back',
        sites: [{ site: 'calf', side: 'both' }],
        actions: { stretch: 'helped', heat: 'no_change' },
        started_at: '2026-11-19T02:10:00Z',
      },
    ],
  },
  '2026-11-19': { date: '2026-11-19', pain: false },
  '2026-11-21': {
    date: '2026-11-21',
    pain: true,
    episodes: [
      {
        id: 'b',
        onset: 'back',
        sites: [{ site: 'calf', side: 'left' }],
        actions: { stretch: 'helped' },
        started_at: '2026-11-21T23:40:00Z',
      },
    ],
  },
}

describe('a series from the nights on the phone', () => {
  it('is zero without pain, and a gap where nothing was said', () => {
    const { points } = localTrend(nights, 'worst_pain', '2026-11-18', '2026-11-21')

    expect(points.map(({ value }) => value)).toEqual([6, 0, null, null])
  })

  it('counts nights with pain of those answered', () => {
    expect(painCounts(nights, '2026-11-18', '2026-11-21')).toEqual({ painful: 2, answered: 3 })
    expect(painCounts(nights, '2026-11-19', '2026-11-20')).toEqual({ painful: 0, answered: 1 })
  })

  it('makes no claim about change', () => {
    expect(localTrend(nights, 'worst_pain', '2026-11-18', '2026-11-21').summary).toBeNull()
  })
})

describe('weeks', () => {
  it('count their painful nights, and are gaps when nothing was logged', () => {
    const points = [
      ['2026-11-15', 1],
      ['2026-11-16', null],
      ['2026-11-17', null],
      ['2026-11-23', 0],
      ['2026-11-24', 1],
      ['2026-11-25', 1],
    ] as const

    expect(byWeek(points.map(([date, value]) => ({ date, value })))).toEqual([
      { date: '2026-11-09', value: 1, of: 1 },
      { date: '2026-11-16', value: null, of: 0 },
      { date: '2026-11-23', value: 2, of: 3 },
    ])
  })

  it('have a score once all three questions are answered', () => {
    const peg = (key: string, data: Record<string, number | null>) => ({ kind: 'peg' as const, key, date: '', data })
    const { points } = localPeg(
      [peg('2026-11-09', { pain: 6, enjoyment: 3, activity: 0 }), peg('2026-11-16', { pain: 6 })],
      '2026-11-10',
      '2026-11-22',
    )

    expect(points).toEqual([
      { date: '2026-11-09', value: 3 },
      { date: '2026-11-16', value: null },
    ])
  })
})

describe('split sleep', () => {
  const period = (from: string, to: string) => ({
    into_bed_at: from,
    tried_to_sleep_at: from,
    final_awakening_at: to,
    out_of_bed_at: to,
  })

  it('counts the minutes of every period, and none while one is open', () => {
    const whole = [
      period('2026-11-18T22:00:00Z', '2026-11-19T01:00:00Z'),
      period('2026-11-19T03:00:00Z', '2026-11-19T06:00:00Z'),
    ]
    const night = (sleep: object[]) => ({ '2026-11-18': { date: '2026-11-18', sleep } })

    expect(localTrend(night(whole), 'sleep_minutes', '2026-11-18', '2026-11-18').points[0]!.value).toBe(360)
    expect(localTrend(night([...whole, {}]), 'sleep_minutes', '2026-11-18', '2026-11-18').points[0]!.value).toBeNull()
  })
})

describe('a chart', () => {
  it('draws no dot and no line across a gap', () => {
    const points = [6, null, 0].map((value, n) => ({ date: `2026-11-2${n}`, value }))

    const { dots, path } = draw(points, 10)

    expect(dots.map(({ value }) => value)).toEqual([6, 0])
    expect(path.match(/M/g)).toHaveLength(2)
  })

  it('puts stronger pain higher', () => {
    const { dots } = draw(
      [
        { date: '2026-11-20', value: 2 },
        { date: '2026-11-21', value: 9 },
      ],
      10,
    )

    expect(dots[1]!.y).toBeLessThan(dots[0]!.y)
    expect(dots[1]!.x).toBeGreaterThan(dots[0]!.x)
  })

  it('can be empty', () => {
    expect(draw([], 10)).toMatchObject({ path: '', dots: [] })
  })
})

describe('the legs over time', () => {
  it('count nights for each leg, both for each', () => {
    expect([...sitesOf(nights, '2026-11-18', '2026-11-21')]).toEqual([
      ['calf|left', 2],
      ['calf|right', 1],
    ])
  })

  it('count no night against a place while only the leg was named', () => {
    const vague = {
      ...nights,
      '2026-11-19': {
        date: '2026-11-19',
        pain: true,
        episodes: [{ id: 'v', sites: [{ site: 'leg', side: 'left' }] }],
      } as Night,
    }

    expect(
      ['calf|left', 'calf|right', 'leg|left'].map((key) => unsaidOf(vague, '2026-11-18', '2026-11-21', key)),
    ).toEqual([1, 0, 0])
  })

  it('order hours from noon to noon', () => {
    expect(
      hours(nights, '2026-11-18', '2026-11-21', 'Europe/London').map(({ hour, spells }) => [hour, spells]),
    ).toEqual([
      ['23:00', 1],
      ['02:00', 1],
    ])
  })

  it('say what helped in which position', () => {
    expect(positions(nights, '2026-11-18', '2026-11-21')).toEqual([
      {
        onset: 'back',
        spells: 2,
        tried: [
          { action: 'stretch', helped: 2, told: 2 },
          { action: 'heat', helped: 0, told: 1 },
        ],
      },
    ])
  })
})
