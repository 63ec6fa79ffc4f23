import { cleanup, render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import FollowUps from '../src/lib/FollowUps.svelte'
import Morning from '../src/routes/morning/Morning.svelte'
import SafetyStrip from '../src/routes/tonight/SafetyStrip.svelte'
import SignRows from '../src/routes/tonight/SignRows.svelte'
import Tonight from '../src/routes/tonight/Tonight.svelte'
import Week from '../src/routes/week/Week.svelte'
import { warnings } from '../src/warnings/warnings.svelte'
import type { Night } from '../src/night/types'
import { addDays } from '../src/night/date'
import { setCheck, setHealth, setPain, setSign } from '../src/night/edits'
import { asking } from '../src/questions/asking.svelte'
import { checkOf, openScreens, weeklyIds } from '../src/questions/due'
import { currentHealth } from '../src/questions/known'
import { FOLLOW_UPS, ONBOARDING, STRIP, WEEKLY } from '../src/questions/table'
import { diary } from '../src/store/diary.svelte'
import type { ViewUnit } from '../src/store/view'
import { emptyPhone } from './phone'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })
const DATE = '2026-11-21'
const rows = () => [...document.querySelectorAll<HTMLElement>('.follow [data-row]')].map(({ dataset }) => dataset.row)
/** The strip's own: those of its follow-ups stand before it. */
const none = () => [...document.querySelectorAll<HTMLElement>('[data-none]')].at(-1)!
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))

beforeEach(async () => {
  await emptyPhone()
  await diary.open()
})

describe('the nightly strip', () => {
  it('says no only where nobody has touched, and reads so', async () => {
    const onanswer = vi.fn()
    render(SafetyStrip, { night: { date: DATE, checks: { 'strip.limb': true } }, onanswer })

    expect(none().textContent).toBe('None of the others')
    await userEvent.click(none())

    expect(onanswer).toHaveBeenCalledExactlyOnceWith({
      'strip.swelling': false,
      'strip.breath': false,
      'strip.nerve': false,
    })
  })

  it('is no toggle: none of these stays, however often it is tapped', async () => {
    const onanswer = vi.fn()
    render(SafetyStrip, { night: { date: DATE, checks: Object.fromEntries(STRIP.map((id) => [id, false])) }, onanswer })

    await userEvent.dblClick(none())
    await wait(650)
    await userEvent.click(none())

    expect(onanswer).not.toHaveBeenCalled()
  })
})

describe('follow-ups', () => {
  it('are at most three first questions under any yes', () => {
    for (const { under, first } of FOLLOW_UPS) expect(first.length, under.join()).toBeLessThanOrEqual(3)
  })

  it('open under the row that calls them, without a row of the strip itself', async () => {
    render(SafetyStrip, { night: { date: DATE, checks: { 'strip.swelling': 'left' } } })

    await vi.waitFor(() => expect(rows()).toEqual(['dvt.new_swelling', 'swelling_longstanding_unchanged']))
  })

  it('stand in front of the screen with every question that may raise the level', async () => {
    render(FollowUps, {
      after: ['strip.swelling'],
      night: { date: DATE, checks: { 'strip.swelling': 'left' } },
      modal: true,
    })

    await vi.waitFor(() =>
      expect(rows()).toEqual(['dvt.new_swelling', 'swelling_longstanding_unchanged', 'strip.breath']),
    )
  })

  it('bear the leg that the yes named', async () => {
    const onanswer = vi.fn()
    render(FollowUps, {
      after: ['strip.swelling'],
      night: { date: DATE, checks: { 'strip.swelling': 'left' } },
      onanswer,
    })

    await userEvent.click((await screen.findAllByRole('button', { name: 'Yes' }))[0]!)

    expect(onanswer).toHaveBeenCalledExactlyOnceWith({ 'dvt.new_swelling': 'left' })
  })

  it('are not asked again once they are answered tonight', async () => {
    const checks = {
      'strip.swelling': true,
      'dvt.new_swelling': false,
      swelling_longstanding_unchanged: true,
      'strip.breath': false,
    } as const
    render(FollowUps, { after: ['strip.swelling'], night: { date: DATE, checks } })

    await wait(20)
    expect(rows()).toEqual([])
  })

  it('are put once where two signs call them', async () => {
    render(SignRows, {
      signs: { cold: true, pale: true },
      night: { date: DATE, signs: { cold: true, pale: true } },
      onchange: () => undefined,
    })

    await vi.waitFor(() => expect(rows()).toContain('ali.sudden'))
    expect(rows().filter((id) => id === 'ali.sudden')).toHaveLength(1)
  })

  it('ask once what several yeses of one list call', async () => {
    render(FollowUps, { after: ['sign.red', 'sign.wound', 'inf.fever'], night: { date: DATE }, whole: true })

    await vi.waitFor(() => expect(rows()).toContain('foot.black'))
    expect(rows().length).toBe(new Set(rows()).size)
  })

  it('ask who may be pregnant about pre-eclampsia, and for the date', async () => {
    render(FollowUps, { after: ['who.pregnant'], night: { date: DATE } })

    await vi.waitFor(() =>
      expect(rows()).toEqual(['pre.head_vision_ribs', 'pre.face_hands', 'dvt.new_swelling', 'dates.due']),
    )
  })
})

describe('the flag of a sign', () => {
  it('waits while its first questions are open on the screen, and no longer', async () => {
    const night = { date: diary.tonight(), signs: { swell_one: true } }
    const { rerender, unmount } = render(SignRows, { signs: {}, night, onchange: () => undefined })
    await userEvent.click(document.querySelector<HTMLElement>('[data-row="sign.swell_one"] [data-answer="true"]')!)
    await rerender({ signs: { swell_one: true } })
    await vi.waitFor(() => expect([...asking.waiting]).toEqual(['sign.swell_one']))

    unmount()

    expect([...asking.waiting]).toEqual([])
  })

  it('does not wait where it stood before the screen was opened', async () => {
    render(SignRows, {
      signs: { swell_one: true },
      night: { date: DATE, signs: { swell_one: true } },
      onchange: () => undefined,
    })

    await vi.waitFor(() => expect(rows()).toContain('dvt.new_swelling'))
    expect([...asking.waiting]).toEqual([])
  })
})

describe('the flag of a check', () => {
  const cord = () => warnings.all.filter(({ rule }) => rule === 'RF25').map(({ level }) => level)
  const say = (id: string, answer: boolean) =>
    userEvent.click(document.querySelector<HTMLElement>(`[data-row="${id}"] [data-answer="${answer}"]`)!)
  const asked = (id: string) => vi.waitFor(() => expect(rows()).toContain(id), { timeout: 10_000 })
  let stop: () => void

  beforeEach(async () => {
    await diary.reload()
    stop = warnings.start()
    await vi.waitFor(() => expect(warnings.all).toEqual([]), { timeout: 10_000 })
  })
  afterEach(async () => {
    cleanup()
    await wait(400)
    stop()
    await warnings.settled()
  })

  it('waits for what may change its level, and stands at the level of the answers', async () => {
    render(Week)
    await say('svt.cord', true)
    await asked('svt.above_knee')
    await say('svt.above_knee', false)
    expect(cord()).toEqual([])

    await say('svt.long', false)

    await vi.waitFor(() => expect(cord()).toEqual(['within_days']), { timeout: 10_000 })
  })

  it('stands once its questions are left', async () => {
    const { unmount } = render(Week)
    await say('svt.cord', true)
    await asked('svt.above_knee')
    expect(cord()).toEqual([])

    unmount()

    await vi.waitFor(() => expect(cord()).toEqual(['same_day']), { timeout: 10_000 })
  })

  it.each(['strip.swelling', 'strip.limb', 'strip.nerve'])('of the strip waits for nothing (%s)', async (id) => {
    render(Tonight)
    await say(id, true)
    await vi.waitFor(() => expect(warnings.all.length).toBeGreaterThan(0), { timeout: 10_000 })
    expect([...asking.waiting]).toEqual([])
  })

  it('waits for nothing where it is an emergency', async () => {
    render(Week)
    await say('inf.spreading_red', true)
    await asked('inf.confused_fast')
    await say('inf.fever', true)
    await say('inf.confused_fast', true)

    await vi.waitFor(
      () => expect(warnings.all.map(({ rule, level }) => `${rule} ${level}`)).toContain('RF15 emergency'),
      { timeout: 10_000 },
    )
    expect([...asking.waiting]).toContain('inf.spreading_red')
  })
})

describe('the morning', () => {
  const last = () => diary.lastNight()

  it('asks again what was left untouched at night', async () => {
    await diary.save([...setPain({ date: last() }, false, 'UTC'), setCheck(last(), 'strip.breath', false)])
    render(Morning)

    const asked = () =>
      [...document.querySelectorAll<HTMLElement>('[aria-labelledby=strip] [data-row]')].map(
        ({ dataset }) => dataset.row,
      )
    await vi.waitFor(() => expect(asked()).toEqual(['strip.swelling', 'strip.limb', 'strip.nerve']))
  })

  it('puts the rest of the questions of a yes', async () => {
    await diary.save([...setPain({ date: last() }, false, 'UTC'), setSign(last(), 'weak', true)])
    render(Morning)

    await vi.waitFor(() =>
      expect(rows()).toEqual(expect.arrayContaining(['neuro.footdrop_new', 'ces.saddle_numb', 'ces.both_legs_new'])),
    )
  })

  const signs = FOLLOW_UPS.flatMap(({ under }) => under).filter((id) => id.startsWith('sign.'))
  it.each(signs)('puts the first questions of %s that the evening left open', async (sign) => {
    const first = FOLLOW_UPS.filter(({ under }) => under.includes(sign))
      .flatMap((row) => row.first)
      .filter((one) => !one.if)
      .flatMap(({ ids }) => ids)
    await diary.save([...setPain({ date: last() }, false, 'UTC'), setSign(last(), sign.slice(5), 'left')])
    render(Morning)

    // Some stand in today's check: no question is put twice on a screen.
    const asked = () => [...document.querySelectorAll<HTMLElement>('[data-row]')].map(({ dataset }) => dataset.row)
    await vi.waitFor(() =>
      expect(asked()).toEqual(expect.arrayContaining(first.filter((id) => !id.startsWith('strip.')))),
    )
  })

  it('puts what was left of a row of ticks', async () => {
    await diary.save([
      ...setPain({ date: last() }, false, 'UTC'),
      setSign(last(), 'cold', 'left'),
      setCheck(last(), 'ali.cold', 'left'),
    ])
    render(Morning)

    await vi.waitFor(() =>
      expect(rows()).toEqual(expect.arrayContaining(['ali.pale', 'ali.numb_new', 'ali.cant_move', 'ali.sudden'])),
    )
    expect(rows()).not.toContain('ali.cold')
  })
})

describe('what a morning checks', () => {
  const none = { nights: {}, others: [], date: DATE }

  it('goes once round in seven mornings, a group a morning, a skipped one first', () => {
    const nights: Record<string, Night> = {}
    const turns: string[] = []
    for (let day = 0; day < 9; day++) {
      const known = { nights, others: [], date: addDays(DATE, day) }
      const group = checkOf(known)!
      turns.push(group.id)
      // The third morning is skipped.
      if (day !== 2)
        nights[known.date] = {
          date: known.date,
          checks: Object.fromEntries(weeklyIds(group, known).map((id) => [id, false])),
        }
    }

    const names = WEEKLY.map(({ id }) => id)
    expect(turns).toEqual([names[0], names[1], names[2], names[2], names[3], names[4], names[5], names[6], names[0]])
  })

  it('asks of the person only what is open', () => {
    const body = WEEKLY.find(({ id }) => id === 'body')!
    const others: ViewUnit[] = [
      { kind: 'health', key: 'who.cancer', date: '', data: { value: false }, edited_at: `${DATE}T08:00:00Z` },
    ]

    expect(weeklyIds(body, none)).toContain('who.cancer')
    expect(weeklyIds(body, { ...none, others })).not.toContain('who.cancer')
    expect(weeklyIds(body, { ...none, others, date: addDays(DATE, 181) })).toContain('who.cancer')
  })
})

describe('the five screens', () => {
  it('are open until each row has an answer, and open again when one has lapsed', async () => {
    const answers = ONBOARDING.flatMap(({ ids }) => ids).map((id) => setHealth(id, id.startsWith('who.') ? false : 1))
    await diary.save(answers)

    expect(openScreens(currentHealth(diary.others, diary.today()), diary.today()).map(({ id }) => id)).toEqual([])
    expect(
      openScreens(currentHealth(diary.others, addDays(diary.today(), 8)), diary.today()).map(({ id }) => id),
    ).toEqual(['recent'])
  })
})
