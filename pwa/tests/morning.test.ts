import { render, screen, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { setSleep } from '../src/night/edits'
import { inOrder, moved, offered, offeredAgain } from '../src/night/sleep'
import HalfNight from '../src/routes/morning/HalfNight.svelte'
import Quick from '../src/routes/morning/Quick.svelte'
import SleepForm from '../src/routes/morning/SleepForm.svelte'
import { diary } from '../src/store/diary.svelte'
import * as outbox from '../src/store/outbox'
import { GUEST } from '../src/store/types'
import { emptyPhone } from './phone'

const DATE = '2026-11-21'
const bed = { date: DATE, zone: 'Europe/London', turnsAt: '12:00' }

describe('the time that is offered', () => {
  it('is that of the last night, on this one', () => {
    expect(offered('into_bed_at', {}, { into_bed_at: '2026-11-20T21:40:00+00:00' }, bed)).toBe(
      '2026-11-21T21:40:00+00:00',
    )
    expect(offered('final_awakening_at', {}, { final_awakening_at: '2026-11-21T05:10:00+00:00' }, bed)).toBe(
      '2026-11-22T05:10:00+00:00',
    )
  })

  it('is never before what was said', () => {
    expect(offered('tried_to_sleep_at', { into_bed_at: '2026-11-22T01:15:00+00:00' }, undefined, bed)).toBe(
      '2026-11-22T01:15:00+00:00',
    )
  })

  it('for a further sleep follows the waking before it', () => {
    expect(offeredAgain('into_bed_at', {}, '2026-11-22T03:00:00+00:00', 'Europe/London')).toBe(
      '2026-11-22T03:30:00+00:00',
    )
    expect(
      offeredAgain(
        'tried_to_sleep_at',
        { into_bed_at: '2026-11-22T05:00:00+00:00' },
        '2026-11-22T03:00:00+00:00',
        'Europe/London',
      ),
    ).toBe('2026-11-22T05:00:00+00:00')
  })

  it('moves by true minutes over the hour that a clock repeats', () => {
    expect(moved('2026-10-25T01:55:00+01:00', 15, 'Europe/London')).toBe('2026-10-25T01:10:00+00:00')
  })
})

describe('sleep', () => {
  it('may be in parts, and is none when no part says anything', () => {
    const part = { into_bed_at: '2026-11-21T22:00:00+00:00' }

    expect(setSleep(DATE, [part, {}]).data).toEqual({ periods: [part] })
    expect(setSleep(DATE, [{}, { awakenings: null }])).toMatchObject({ op: 'delete', data: null })
  })

  it('is in order when each time follows the last that was said', () => {
    expect(inOrder({ into_bed_at: '2026-11-21T23:00:00Z', final_awakening_at: '2026-11-22T06:00:00Z' })).toBe(true)
    expect(inOrder({ tried_to_sleep_at: '2026-11-22T07:00:00Z', final_awakening_at: '2026-11-22T06:00:00Z' })).toBe(
      false,
    )
  })
})

describe('a usual number', () => {
  it('is one touch, and the same touch takes it back', async () => {
    const onchange = vi.fn()
    const { rerender } = render(Quick, { name: 'Times you woke', usual: [0, 1, 2], value: null, onchange })
    await userEvent.click(screen.getByRole('button', { name: '0' }))
    await rerender({ value: 0 })
    await userEvent.click(screen.getByRole('button', { name: '0' }))

    expect(onchange.mock.calls).toEqual([[0], [null]])
  })

  it('may be any other by the keyboard', async () => {
    const onchange = vi.fn()
    render(Quick, { name: 'Times you woke', usual: [0, 1, 2], value: null, onchange })

    await userEvent.type(screen.getByRole('spinbutton', { name: 'Times you woke' }), '7')
    await userEvent.tab()

    expect(onchange).toHaveBeenLastCalledWith(7)
  })
})

describe('the morning', () => {
  beforeEach(async () => {
    await emptyPhone()
    await diary.open()
  })

  it('shows a time to take without keeping it, and keeps it when touched', async () => {
    render(SleepForm, { night: { date: DATE, timezone: 'Europe/London' } })
    const offer = within(screen.getByRole('group', { name: 'Went to bed' })).getByRole('button', { name: /30.*\?$/ })
    expect(await outbox.all(GUEST)).toEqual([])

    await userEvent.click(offer)

    await vi.waitFor(async () =>
      expect((await outbox.all(GUEST))[0]?.data).toEqual({ periods: [{ into_bed_at: '2026-11-21T22:30:00+00:00' }] }),
    )
  })

  it('asks what a "pain now" left open', () => {
    render(HalfNight, {
      night: {
        date: DATE,
        pain: true,
        episodes: [
          { id: 'a', started_at: '2026-11-22T02:10:00Z' },
          { id: 'b', intensity: 3, sites: [{ site: 'calf', side: 'left' }] },
          { id: 'c', sites: [{ site: 'calf', side: 'left', intensity: 3 }] },
        ],
      },
    })

    expect(screen.getByText(/One spell of pain is only half told/)).toBeTruthy()
    expect(screen.getAllByRole('group', { name: 'Front, as in a mirror' })).toHaveLength(1)
  })
})
