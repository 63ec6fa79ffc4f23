import { describe, expect, it } from 'vitest'
import { answered, copied, edited, putEpisode, setDay, setPain } from '../src/night/edits'
import type { Episode } from '../src/night/types'
import { sleepSummary } from '../src/night/sleep'
import { strengthOf, worst } from '../src/night/reading'
import { assemble, dateOf, isLogged, type Shown } from '../src/night/units'
import { somewhere, spotAt, toggled, withSomewhere, withStrength } from '../src/lib/body/places'

const DATE = '2026-11-21'
const unit = (kind: Shown['kind'], key: string, data: Shown['data']): Shown => ({ kind, key, date: DATE, data })

describe('a night put together from its units', () => {
  it('reads each unit where the API has it', () => {
    const night = assemble(DATE, [
      unit('night', DATE, { pain: true, timezone: 'Europe/London' }),
      unit('episode', 'e1', { date: DATE, intensity: 7 }),
      unit('day', `${DATE}/caffeine`, { value: false }),
      unit('check', `${DATE}/dvt.new_swelling`, { value: 'left' }),
      unit('sign', `${DATE}/swell_one`, { value: 'right' }),
      unit('tip', `${DATE}/t01`, { helped: true }),
      unit('sleep', DATE, { periods: [{ awakenings: 2 }] }),
    ])

    expect(night).toMatchObject({
      pain: true,
      episodes: [{ id: 'e1', intensity: 7 }],
      day: { caffeine: false },
      signs: { swell_one: 'right' },
      checks: { 'dvt.new_swelling': 'left' },
      tips_tried: [{ tip: 't01', helped: true }],
      sleep: [{ awakenings: 2 }],
    })
  })

  it('is painful when it has an episode, whatever was said before', () => {
    const night = assemble(DATE, [unit('night', DATE, { pain: false }), unit('episode', 'e1', { date: DATE })])

    expect(night.pain).toBe(true)
  })

  it('is not logged while pain was not asked', () => {
    expect(isLogged(assemble(DATE, [unit('day', `${DATE}/hot`, { value: true })]))).toBe(false)
  })

  it('has strength zero without pain and none when it was not said', () => {
    expect(worst({ pain: false })).toBe(0)
    expect(worst({ pain: true, episodes: [{}] })).toBeNull()
    expect(worst({ episodes: [{ intensity: 3 }, { intensity: 8 }] })).toBe(8)
  })

  it('takes a spell to be as strong as its strongest place', () => {
    expect(strengthOf({ intensity: 3, sites: [{ site: 'calf', side: 'left', intensity: 9 }] })).toBe(9)
    expect(strengthOf({ sites: [{ site: 'calf', side: 'left', intensity: 0 }] })).toBe(0)
    expect(strengthOf({ sites: [{ site: 'calf', side: 'left' }] })).toBeNull()
  })

  it('knows the evening of each kind of unit', () => {
    expect(dateOf('episode', 'e1', { date: DATE })).toBe(DATE)
    expect(dateOf('check', `${DATE}/strip.limb`, { value: false })).toBe(DATE)
    expect(dateOf('health', 'who.diabetes', { value: true })).toBe('')
  })
})

describe('a touch as edits', () => {
  it('takes episodes away with "no pain"', () => {
    const edits = setPain({ date: DATE, pain: true, episodes: [{ id: 'e1' }] }, false, 'Europe/London')

    expect(edits.map(({ kind, op }) => `${kind} ${op}`)).toEqual(['episode delete', 'night put'])
  })

  it('leaves out what was not said', () => {
    const edit = putEpisode(DATE, { id: 'e1', intensity: 0, onset: null, feel: [], note: '' })

    expect(edit.data).toEqual({ date: DATE, intensity: 0, feel: [] })
  })

  it('takes an answer back to not asked, never to no', () => {
    expect(setDay(DATE, 'hot', null)).toMatchObject({ op: 'delete', data: null })
    expect(answered({ knot: true }, 'knot', null)).toBeNull()
  })

  it('copies where and how, never strength, times, signs or notes', () => {
    const from = {
      id: 'old',
      intensity: 8,
      started_at: 'x',
      signs: { knot: true },
      note: 'n',
      onset: 'back',
      sites: [{ site: 'calf', side: 'left' as const, intensity: 8 }],
    }

    expect(copied(from, 'new', '2026-11-20')).toEqual({
      id: 'new',
      onset: 'back',
      sites: [{ site: 'calf', side: 'left' }],
      copied_from: '2026-11-20',
    })
  })

  const copy: Episode = { id: 'e', onset: 'back', sites: [{ site: 'calf', side: 'left' }], copied_from: '2026-11-20' }
  it.each<[Partial<Episode>, string | null]>([
    [{ intensity: 6 }, '2026-11-20'],
    [{ signs: { knot: true } }, '2026-11-20'],
    [{ sites: [{ site: 'calf', side: 'left', intensity: 6 }] }, '2026-11-20'],
    [{ onset: 'prone' }, null],
    [{ feel: ['ache'] }, null],
    [{ sites: [{ site: 'calf', side: 'right' }] }, null],
  ])('after %j a copy says its night only while what it repeats stands', (change, from) => {
    expect(edited(copy, change).copied_from).toBe(from)
  })
})

describe('the body map', () => {
  it('makes two legs of one site one place', () => {
    const both = toggled(toggled([], 'calf', 'left'), 'calf', 'right')

    expect(both).toEqual([{ site: 'calf', side: 'both' }])
    expect(spotAt(both, 'calf', 'left')).toBeDefined()
  })

  it('keeps the legs apart when one hurts more, and together when they hurt alike', () => {
    const both = [{ site: 'calf', side: 'both' as const }]

    const apart = withStrength(withStrength(both, 'calf', 'left', 7), 'calf', 'right', 3)

    expect(apart).toEqual([
      { site: 'calf', side: 'left', intensity: 7 },
      { site: 'calf', side: 'right', intensity: 3 },
    ])
    expect(withStrength(apart, 'calf', 'right', 7)).toEqual([{ site: 'calf', side: 'both', intensity: 7 }])
  })

  it('forgets the strength of a zone that is touched away', () => {
    const one = toggled([{ site: 'calf', side: 'left', intensity: 7 }], 'calf', 'left')

    expect(toggled(one, 'calf', 'left')).toEqual([{ site: 'calf', side: 'left' }])
  })

  it('hears that a leg hurts somewhere, until it is said where in it', () => {
    const both = withSomewhere([], 'both')
    const left = toggled(both, 'calf', 'left')

    expect(somewhere(both)).toBe('both')
    expect(left).toEqual([
      { site: 'leg', side: 'right' },
      { site: 'calf', side: 'left' },
    ])
    expect(withSomewhere(left, 'both')).toEqual([
      { site: 'calf', side: 'left' },
      { site: 'leg', side: 'both' },
    ])
    expect(withSomewhere(both, 'both')).toEqual([])
  })

  it('takes one leg back out of both', () => {
    expect(toggled([{ site: 'calf', side: 'both' }], 'calf', 'left')).toEqual([{ site: 'calf', side: 'right' }])
  })
})

describe('sleep', () => {
  it('is derived from instants', () => {
    const sleep = {
      into_bed_at: '2026-11-21T22:40:00+00:00',
      tried_to_sleep_at: '2026-11-21T23:05:00+00:00',
      minutes_to_fall_asleep: 25,
      minutes_awake: 40,
      final_awakening_at: '2026-11-22T06:30:00+00:00',
      out_of_bed_at: '2026-11-22T06:50:00+00:00',
    }

    expect(sleepSummary(sleep)).toEqual({ asleep: 380, inBed: 490, efficiency: 78 })
  })

  it('says nothing while an end is missing', () => {
    expect(sleepSummary({ into_bed_at: '2026-11-21T22:40:00+00:00' })).toBeNull()
  })
})
