import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CachedQuery } from '../src/cache/cachedQuery.svelte'
import { diary } from '../src/store/diary.svelte'
import * as meta from '../src/store/meta'
import type { Flag } from '../src/api/types'
import { warnings } from '../src/warnings/warnings.svelte'
import { ALICE, emptyPhone } from './phone'

/** The disk answers what it has now, and only once it is told to. */
function slowDisk(): () => void {
  const read = meta.answer
  let go: () => void = () => undefined
  const late = new Promise<void>((done) => (go = done))
  vi.spyOn(meta, 'answer').mockImplementation(async (...of) => {
    const found = await read(...of)
    await late
    return found as never
  })
  return go
}

function fullDisk(): void {
  vi.spyOn(meta, 'keepAnswer').mockRejectedValue(new DOMException('full', 'QuotaExceededError'))
}

beforeEach(async () => {
  vi.restoreAllMocks()
  await emptyPhone()
  await diary.open()
  await diary.wipe()
  await diary.signedIn(ALICE, 'alice@example.com')
})

describe('an answer of the server', () => {
  it('stays when the disk answers later what it had before', async () => {
    const kept = new CachedQuery('test', async () => 'new')
    const go = slowDisk()
    const recalling = kept.recall()
    vi.mocked(meta.answer).mockRestore()
    await kept.refresh()

    go()
    await recalling

    expect(kept.value).toBe('new')
  })

  it('stays without a network, though the full phone could not keep it', async () => {
    const ask = vi.fn<() => Promise<string>>().mockResolvedValueOnce('first').mockRejectedValue(new Error('offline'))
    const kept = new CachedQuery('test', ask)
    fullDisk()
    await kept.refresh()

    await kept.refresh()

    expect([kept.value, kept.failed]).toEqual(['first', true])
  })

  it('asked for later stays when the one asked for before comes after it', async () => {
    const tell: ((value: string) => void)[] = []
    const kept = new CachedQuery('test', () => new Promise<string>((answer) => tell.push(answer)))
    const asking: Promise<void>[] = []
    for (const count of [1, 2]) {
      asking.push(kept.refresh())
      await vi.waitFor(() => expect(tell).toHaveLength(count))
    }

    tell[1]!('later')
    await asking[1]
    tell[0]!('earlier')
    await asking[0]

    expect([kept.value, (await meta.answer(ALICE, 'test'))?.value]).toEqual(['later', 'later'])
  })
})

describe('a warning that the server tells', () => {
  const told = {
    flags: [{ rule: 'RF01', key: 'RF01', level: 'emergency', raised_at: '2026-11-21T22:00:00.000Z' } as Flag],
    replies: [],
  }
  const stands = () => expect(warnings.all).toMatchObject([{ rule: 'RF01', level: 'emergency' }])
  let stop: () => void

  afterEach(() => stop())

  it('while the phone reads what it had before stands', async () => {
    const go = slowDisk()
    stop = warnings.start()
    await vi.waitFor(() => expect(meta.answer).toHaveBeenCalled(), 10_000)

    await warnings.take(told, ALICE)
    go()

    await vi.waitFor(stands, 10_000)
  })

  it('and that the full phone cannot keep stands', async () => {
    fullDisk()
    stop = warnings.start()

    await warnings.take(told, ALICE)

    await vi.waitFor(stands, 10_000)
  })
})
