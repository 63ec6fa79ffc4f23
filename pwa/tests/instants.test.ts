import { beforeEach, expect, test, vi } from 'vitest'
import { diary } from '../src/store/diary.svelte'
import { setCheck } from '../src/night/edits'
import * as outbox from '../src/store/outbox'
import { emptyPhone } from './phone'

beforeEach(async () => {
  await emptyPhone()
  await diary.open()
})

test('an answer has one instant, on the screen at once and on a slow disk later', async () => {
  const date = diary.tonight()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  const saved = diary.save([setCheck(date, 'strip.breath', true)])
  const shown = diary.given[date]!['strip.breath']
  vi.setSystemTime(Date.now() + 800)

  await saved
  vi.useRealTimers()

  expect(diary.given[date]!['strip.breath']).toBe(shown)
  expect((await outbox.all(diary.account)).map(({ edited_at }) => edited_at)).toEqual([shown])
})
