import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { render, screen } from '@testing-library/svelte'
import { Problem } from '../src/api/problem'
import CaseloadPage from '../src/routes/desk/CaseloadPage.svelte'
import { watch } from '../src/routes/desk/accessWatch'
import { visitEdits, visitsOf } from '../src/routes/for-visit/visits'

const told = () => ({ changed: vi.fn(), shut: vi.fn(), unsure: vi.fn() })

/** Answers in turn; the last one again and again. */
const saying = (...answers: unknown[]) =>
  vi.fn(async () => {
    const next = answers.length > 1 ? answers.shift() : answers[0]
    if (next instanceof Error) throw next
    return next
  })

function sight(state: 'visible' | 'hidden'): void {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('a page that stands open', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    sight('visible')
    vi.useRealTimers()
  })

  it('closes within two seconds of the end, and asks no more', async () => {
    const [ask, tell] = [saying({ consent: 'a' }, new Problem(404, 'not_found')), told()]
    watch(ask, tell)

    await vi.advanceTimersByTimeAsync(2_000)
    await vi.advanceTimersByTimeAsync(60_000)

    expect(tell.shut).toHaveBeenCalledOnce()
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('is read anew when another consent opens it', async () => {
    const tell = told()
    const stop = watch(saying({ consent: 'a' }, { consent: 'b' }), tell)

    await vi.advanceTimersByTimeAsync(4_000)

    expect([tell.changed, tell.shut].map(({ mock }) => mock.calls.length)).toEqual([1, 0])
    stop()
  })

  it('is covered when nobody answers, and uncovered when somebody does', async () => {
    const lost = new Problem(0, 'offline')
    const tell = told()
    const stop = watch(saying({}, ...Array(12).fill(lost), {}), tell)

    await vi.advanceTimersByTimeAsync(10_000)
    expect(tell.unsure).not.toHaveBeenCalledWith(true)
    await vi.advanceTimersByTimeAsync(7_000)
    expect(tell.unsure).toHaveBeenLastCalledWith(true)
    await vi.advanceTimersByTimeAsync(5_000)

    expect(tell.unsure).toHaveBeenLastCalledWith(false)
    stop()
  })

  it('asks nothing out of sight, and is covered on coming back until somebody answers', async () => {
    const [ask, tell] = [saying({}), told()]
    const stop = watch(ask, tell)
    await vi.advanceTimersByTimeAsync(100)
    sight('hidden')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ask).toHaveBeenCalledTimes(1)

    sight('visible')

    expect(tell.unsure).toHaveBeenLastCalledWith(true)
    await vi.advanceTimersByTimeAsync(100)
    expect(tell.unsure).toHaveBeenLastCalledWith(false)
    stop()
  })
})

describe('a therapist without a second factor', () => {
  it('is sent to set one up', async () => {
    const body = JSON.stringify({ code: 'second_factor_needed' })
    vi.stubGlobal('fetch', async () => new Response(body, { status: 403 }))
    render(CaseloadPage)

    expect((await screen.findByRole('link', { name: 'Set it up' })).getAttribute('href')).toBe('/security')
  })
})

describe('the question for the visit', () => {
  const visit = (key: string, on: string, text = '') => ({
    kind: 'event' as const,
    key,
    date: '',
    version: 1,
    data: { kind: 'visit', on, text },
  })

  it('belongs to the next visit, today included; the one before is the last', () => {
    const found = visitsOf(
      [visit('a', '2026-10-01'), visit('b', '2026-11-24', 'Why?'), visit('c', '2026-12-24')],
      '2026-11-24',
    )

    expect([found.last?.key, found.coming?.key, found.coming?.text]).toEqual(['a', 'b', 'Why?'])
  })

  it('goes with the day when that is taken back', () => {
    expect(visitEdits('b', { key: 'b', on: '2026-12-01', text: 'Why?' }, { on: '', text: 'Why?' })).toEqual([
      { kind: 'event', key: 'b', date: '', op: 'delete', data: null },
    ])
    expect(visitEdits('b', undefined, { on: '', text: 'Why?' })).toEqual([])
  })
})
