import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import Unsent from '../src/routes/settings/Unsent.svelte'
import { diary } from '../src/store/diary.svelte'
import * as outbox from '../src/store/outbox'
import { ALICE, emptyPhone, save, useAccount } from './phone'

const touch = (name: string) => userEvent.click(screen.getByRole('button', { name }))
let handed: File[] = []

/** A phone whose share sheet takes files, closes without a choice, or takes none such. */
function sheet(answer: () => Promise<void>): void {
  const share = ({ files }: ShareData) => answer().then(() => void handed.push(...files!))
  vi.stubGlobal('navigator', { languages: navigator.languages, maxTouchPoints: 5, canShare: () => true, share })
}

beforeEach(async () => {
  handed = []
  await emptyPhone()
  await useAccount(ALICE)
  await save({ key: '2026-11-20/hot' })
  const [poison] = await save({ key: '2026-11-21/hot', data: { value: 'soup' } })
  await outbox.park(poison!, [{ field: 'data.value', code: 'wrong' }])
  await diary.open()
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => (handed.push(file as File), 'blob:copy'))
})
afterEach(() => vi.unstubAllGlobals())

describe('a refused change', () => {
  it('is handed on with what waits, as a file and word for word', async () => {
    render(Unsent)

    await touch('Save a copy as a file')

    expect(handed.map(({ name, type }) => [name, type])).toEqual([['stillnight-unsent.json', 'application/json']])
    expect(JSON.parse(await handed[0]!.text())).toEqual(await outbox.all(ALICE))
    expect(await handed[0]!.text()).toContain('soup')
  })

  it.each([
    ['goes through the share sheet where there is one', async () => undefined, 0],
    [
      'is downloaded where the sheet takes no such file',
      () => Promise.reject(new DOMException('no', 'NotAllowedError')),
      1,
    ],
  ])('%s', async (_name, answer, downloads) => {
    sheet(answer)
    render(Unsent)

    await touch('Save a copy as a file')

    expect(URL.createObjectURL).toHaveBeenCalledTimes(downloads)
    expect(handed).toHaveLength(1)
  })

  it('is not downloaded when the sheet is closed', async () => {
    sheet(() => Promise.reject(new DOMException('closed', 'AbortError')))
    render(Unsent)

    await touch('Save a copy as a file')

    expect(handed).toEqual([])
  })

  it('may be tried again as a new one, with its words', async () => {
    const before = (await outbox.all(ALICE)).find(({ refused }) => refused)!
    render(Unsent)

    await touch('Try again')

    await vi.waitFor(() => expect(diary.refused).toEqual([]))
    const again = (await outbox.all(ALICE)).find(({ key }) => key === before.key)!
    expect(again.data).toEqual({ value: 'soup' })
    expect(again.id).not.toBe(before.id)
  })
})
