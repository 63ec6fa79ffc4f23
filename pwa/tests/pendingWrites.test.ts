import { fireEvent, render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { setCheck, setNote, setPain } from '../src/night/edits'
import VisitWords from '../src/routes/for-visit/VisitWords.svelte'
import Tonight from '../src/routes/tonight/Tonight.svelte'
import { visitsOf } from '../src/routes/for-visit/visits'
import { diary } from '../src/store/diary.svelte'
import * as outbox from '../src/store/outbox'
import { GUEST } from '../src/store/types'
import { view } from '../src/store/view'
import { emptyPhone } from './phone'

const held = async () => (await view(diary.account, diary.device, '2000-01-01')).units
/** A touch right after the last one: the screen is drawn anew, the disk has not answered. */
const touch = async (name: string) => (await fireEvent.click(screen.getByRole('button', { name })), tick())

beforeEach(async () => {
  vi.restoreAllMocks()
  await emptyPhone()
  await diary.open()
})

describe('touches faster than the disk', () => {
  it('all stay', async () => {
    render(Tonight)
    await userEvent.click(screen.getByRole('button', { name: 'Pain' }))

    await touch('7')
    await touch('calf, your left')
    await touch('lying on my back')

    await vi.waitFor(() => expect(diary.unsent.length).toBeGreaterThan(1))
    const episode = async () => (await held()).find(({ kind }) => kind === 'episode')?.data
    await expect.poll(episode).toMatchObject({ intensity: 7, sites: [{ site: 'calf', side: 'left' }], onset: 'back' })
  })

  it('are shown at once and called saved only when the disk has them', async () => {
    const date = diary.tonight()
    const before = diary.savedAt

    const saving = diary.save(setPain(diary.night(date), false, 'UTC'))

    expect(diary.night(date).pain).toBe(false)
    expect(diary.savedAt).toBe(before)
    await saving
    expect(diary.savedAt).not.toBe(before)
  })

  it('make one visit of its date and its question', async () => {
    render(VisitWords)

    await fireEvent.change(screen.getByLabelText('Next visit'), { target: { value: '2999-01-07' } })
    await fireEvent.input(screen.getByLabelText(/want to ask/), { target: { value: 'Why?' } })
    await fireEvent.change(screen.getByLabelText(/want to ask/))

    await expect
      .poll(async () => visitsOf(await held(), diary.today()).coming)
      .toMatchObject({ on: '2999-01-07', text: 'Why?' })
    expect((await held()).filter(({ kind }) => kind === 'event')).toHaveLength(1)
  })
})

describe('what a full phone did not take', () => {
  it('stays on the screen and goes with the next touch, and back with one undo', async () => {
    const date = diary.tonight()
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    expect(await diary.save([setNote(diary.night(date), 'Walked about.', 'UTC')])).toBe(false)
    await diary.reload()
    expect([diary.trouble, diary.night(date).note]).toEqual(['full', 'Walked about.'])
    put.mockRestore()

    expect(await diary.save(setPain(diary.night(date), true, 'UTC'))).toBe(true)

    expect(diary.trouble).toBeNull()
    expect((await outbox.all(GUEST)).map(({ data }) => data)).toMatchObject([{ note: 'Walked about.', pain: true }])
    await diary.undo()
    expect(await held()).toEqual([])
  })
})

describe('an undo', () => {
  it.each([
    [true, 'left', []],
    ['left', 'right', []],
    ['left', null, []],
    [null, true, ['foot.black']],
    [false, 'left', ['foot.black']],
  ] as const)(
    'of an answer that went from %s to %s takes back what is no yes any more',
    async (before, after, slips) => {
      const night = diary.tonight()
      const told = vi.fn()
      diary.onSlips = told
      if (before !== null) await diary.save([setCheck(night, 'foot.black', before)])
      await diary.save([setCheck(night, 'foot.black', after)])

      await diary.undo()

      expect(told.mock.calls.flat(2)).toEqual(slips.map((id) => `${night}/${id}`))
      expect(diary.night(night).checks?.['foot.black'] ?? null).toBe(before)
    },
  )
})

it('an answer on a clock that was set back comes after all that was said before', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-12-23T08:05:00Z') })
  const said = { outcome: 'seen_cleared' }
  await diary.save([{ kind: 'seen', key: 'RF01', date: '', op: 'put', data: said }])
  vi.setSystemTime(new Date('2026-11-23T08:05:00Z'))

  await diary.save([setCheck('2026-11-22', 'strip.breath', true)])

  expect(diary.given['2026-11-22']!['strip.breath']! > '2026-12-23T08:05').toBe(true)
  vi.useRealTimers()
})
