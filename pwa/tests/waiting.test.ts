import { cleanup, render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Flag } from '../src/api/types'
import { putEpisode, setCheck, setHealth, setPain } from '../src/night/edits'
import type { Episode } from '../src/night/types'
import { asking } from '../src/questions/asking.svelte'
import Tonight from '../src/routes/tonight/Tonight.svelte'
import * as db from '../src/store/db'
import { diary } from '../src/store/diary.svelte'
import { GUEST } from '../src/store/types'
import { warnings } from '../src/warnings/warnings.svelte'
import { emptyPhone, useAccount } from './phone'

vi.setConfig({ testTimeout: 30_000 })
let stop = () => undefined as void

beforeEach(async () => {
  await emptyPhone()
  await useAccount(GUEST)
  await diary.open()
  stop = warnings.start()
})

afterEach(async () => {
  cleanup()
  await settle()
  stop()
  await warnings.settled()
  await db.close()
})

const EPISODE = {
  id: '01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10',
  intensity: 4,
  sites: [{ site: 'calf', side: 'left' }],
} as unknown as Episode
const standing = () => warnings.all.filter(({ rule }) => rule !== 'RF35').map(({ rule, level }) => `${rule} ${level}`)
const stands = (...flags: string[]) => vi.waitFor(() => expect(standing()).toEqual(flags), { timeout: 15_000 })
const tonight = () => diary.night(diary.tonight())
const rows = () => [...document.querySelectorAll<HTMLElement>('.follow [data-row]')].map(({ dataset }) => dataset.row)
const hurt = async (more: Partial<Episode> = {}) =>
  diary.save([...setPain(tonight(), true, 'UTC'), putEpisode(diary.tonight(), { ...EPISODE, ...more })])
const say = (answers: Record<string, boolean | 'left'>) =>
  diary.save(Object.entries(answers).map(([id, value]) => setCheck(diary.tonight(), id, value)))
function hide(): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  vi.restoreAllMocks()
}
const settle = () => new Promise((done) => setTimeout(done, 400))

describe('steady pain with oestrogen as the only risk', () => {
  const STEADY = { dur: 'constant', radiates: true, feel: ['tingling'] } as Partial<Episode>
  const QUESTIONS = ['dvt.tender_calf', 'dvt.calf_bigger']

  async function told() {
    await diary.save([setHealth('who.pregoest', true)])
    await hurt()
    const screen = render(Tonight)
    await vi.waitFor(() => expect(document.getElementById('strip')).toBeTruthy())
    await import('../src/questions/called')
    await settle()
    await hurt(STEADY)
    await vi.waitFor(() => expect(rows()).toEqual(QUESTIONS))
    await settle()
    return screen
  }

  it('waits while it is asked what tells a clot from a nerve, and two noes lower it', async () => {
    await told()
    expect(standing()).toEqual([])

    await say({ 'dvt.tender_calf': false, 'dvt.calf_bigger': false })

    await stands('RF04 within_days')
  })

  it('is for today once the questions are left', async () => {
    const screen = await told()

    screen.unmount()

    await stands('RF04 same_day')
  })

  it('is for today once the phone is put away, also when a note is kept just then', async () => {
    await told()
    await userEvent.type(screen.getByRole('textbox', { name: 'A note', hidden: true }), 'w')

    hide()

    await stands('RF04 same_day')
    await vi.waitFor(() => expect(tonight().episodes?.[0]?.note).toBe('w'))
    expect(standing()).toEqual(['RF04 same_day'])
  })

  it('is for today once the app is killed and opened again', async () => {
    await told()
    stop()
    cleanup()

    render(Tonight)
    await vi.waitFor(() => expect(rows()).toEqual(QUESTIONS))
    await settle()
    stop = warnings.start()

    await stands('RF04 same_day')
  })

  it('waits no more once the phone was put away, whatever is said after it', async () => {
    await told()
    hide()
    await stands('RF04 same_day')

    await hurt({ ...STEADY, intensity: 9 })
    await settle()

    expect(asking.waiting.size).toBe(0)
  })

  it('is for today with a yes to one of them', async () => {
    await told()

    await say({ 'dvt.tender_calf': 'left', 'dvt.calf_bigger': false })

    await stands('RF04 same_day', 'RF02 within_days')
  })
})

/** Tonight, a sign just said yes to, one of its first questions in view. */
async function ticked(sign = 'sign.cold', question = 'ali.cold') {
  await hurt()
  const screen = render(Tonight)
  await vi.waitFor(() => expect(document.querySelector(`[data-row="${sign}"]`)).toBeTruthy())
  await userEvent.click(document.querySelector<HTMLElement>(`[data-row="${sign}"] [data-answer="true"]`)!)
  await vi.waitFor(() => expect(rows()).toContain(question))
  await settle()
  return screen
}

describe('a wound as a sign', () => {
  it('waits, and what a question of it says by itself stands at once', async () => {
    await ticked('sign.wound', 'foot.black')
    expect(standing()).toEqual([])

    await say({ 'foot.black': true })

    await stands('RF08 same_day')
    expect([...asking.waiting]).toEqual(['sign.wound'])
  })
})

describe('a cold leg as a sign', () => {
  const ALONE = { 'ali.cold': 'left', 'ali.pale': false, 'ali.numb_new': false, 'ali.cant_move': false } as const

  it('waits with what is answered to its questions, and stands as they leave it', async () => {
    const screen = await ticked()
    await say({ 'ali.cold': 'left' })
    await settle()
    expect(standing()).toEqual([])

    await say(ALONE)
    screen.unmount()

    await stands('RF07b within_days')
  })

  it('waits for nothing when an emergency is told', async () => {
    await ticked()
    await say({ 'ali.cold': 'left', 'ali.cant_move': 'left' })

    await stands('RF07 emergency')
  })

  it('waits for nothing when a row of the strip is told', async () => {
    await ticked()
    await say({ 'strip.nerve': true })

    await stands('RF13 same_day')
  })

  it('waits with what the server says meanwhile', async () => {
    const screen = await ticked()
    const flag = {
      rule: 'RF07b',
      level: 'same_day',
      side: 'left',
      message: '',
      night: diary.tonight(),
      items: ['sign.cold'],
    } as unknown as Flag
    await warnings.take({ flags: [flag] }, diary.account)
    expect(standing()).toEqual([])

    screen.unmount()

    await stands('RF07b same_day')
  })
})

describe('a row of the strip told while the questions of its sign are open', () => {
  async function told() {
    const screen = await ticked('sign.swell_one', 'dvt.new_swelling')
    await say({ 'strip.swelling': true })
    await stands('RF03b same_day')
    return screen
  }

  it('stands while what replaces it waits', async () => {
    await told()

    await say({ 'dvt.new_swelling': 'left' })
    await settle()

    expect(standing()).toEqual(['RF03b same_day'])
  })

  it('gives way to what replaces it once the questions are answered', async () => {
    await told()
    await say({ 'dvt.new_swelling': 'left' })
    await settle()

    await say({ swelling_longstanding_unchanged: false })

    await vi.waitFor(() => expect(standing()).not.toContain('RF03b same_day'))
    expect(standing()).toEqual(['RF03 same_day'])
  })

  it('gives way to what replaces it once the questions are left', async () => {
    const screen = await told()
    await say({ 'dvt.new_swelling': 'left' })
    await settle()

    screen.unmount()

    await stands('RF03 same_day')
  })
})
