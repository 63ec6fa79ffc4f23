import { beforeEach, describe, expect, it, vi } from 'vitest'
import { database, write } from '../src/store/db'
import { diary } from '../src/store/diary.svelte'
import * as outbox from '../src/store/outbox'
import { sync } from '../src/sync/sync.svelte'
import { ALICE, emptyPhone, save, useAccount } from './phone'

beforeEach(async () => {
  vi.restoreAllMocks()
  await emptyPhone()
})

describe('a connection that the system dropped in the background', () => {
  it('is opened anew for whoever reads and whoever writes', async () => {
    await useAccount(ALICE)
    await save({ key: '2026-11-21/hot' })
    ;(await database()).close()
    expect((await outbox.all(ALICE)).map(({ key }) => key)).toEqual(['2026-11-21/hot'])

    ;(await database()).close()
    await save({ key: '2026-11-21/cold' })
    expect(await outbox.all(ALICE)).toHaveLength(2)
  })
})

describe('what is called saved', () => {
  it('was asked of the disk, not of its cache', async () => {
    const begun = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await save({ key: '2026-11-21/hot' })
    expect(begun.mock.calls.filter(([, mode]) => mode === 'readwrite').map(([, , options]) => options)).toContainEqual({
      durability: 'strict',
    })
  })

  it('is said only once the transaction has completed', async () => {
    const order: string[] = []
    const begun = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await write(async (tx) => {
      ;(begun.mock.results.at(-1)!.value as IDBTransaction).addEventListener('complete', () => order.push('completed'))
      await tx.objectStore('meta').put({ account: ALICE, name: 'x', value: 1 })
      order.push('put')
    })
    order.push('saved')
    expect(order).toEqual(['put', 'completed', 'saved'])
  })

  it('is not said, and nothing of it is kept, when the phone is full', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(save({ key: '2026-11-21/hot' })).rejects.toThrow('full')
    vi.restoreAllMocks()
    expect(await outbox.all(ALICE)).toEqual([])
  })
})

describe('several tabs', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return () => {
      vi.clearAllTimers()
      vi.useRealTimers()
      vi.unstubAllGlobals()
    }
  })

  it('leave the sending to the one that holds the lock', async () => {
    await useAccount(ALICE)
    await diary.open()
    sync.resume()
    await save({ key: '2026-11-21/hot' })
    vi.stubGlobal('fetch', vi.fn())
    const request = vi.fn(async (_name: string, options: LockOptions, then: (lock: null) => unknown) => {
      expect(options).toEqual({ ifAvailable: true })
      return then(null)
    })
    vi.stubGlobal('navigator', { ...navigator, locks: { request } })

    await sync.flush()

    expect(request).toHaveBeenCalledOnce()
    expect(fetch).not.toHaveBeenCalled()
    expect(await outbox.all(ALICE)).toHaveLength(1)
  })

  it('ask for the lock again soon, for what was kept meanwhile', async () => {
    await useAccount(ALICE)
    await diary.open()
    sync.resume()
    await save({ key: '2026-11-21/hot' })
    const request = vi.fn(async (_name: string, _options: LockOptions, then: (lock: null) => unknown) => then(null))
    vi.stubGlobal('navigator', { ...navigator, locks: { request } })
    await sync.flush()
    request.mockClear()

    await vi.advanceTimersByTimeAsync(5_000)

    expect(request.mock.calls.length).toBeGreaterThan(0)
  })

  it('read again what another tab has sent', async () => {
    await useAccount(ALICE)
    await diary.open()
    await save({ key: '2026-11-21/hot' })
    await diary.reload()
    expect(diary.unsent).toHaveLength(1)
    const other = new BroadcastChannel('stillnight')
    const [change] = await outbox.all(ALICE)
    await outbox.discard(change!.id)

    vi.useRealTimers()
    other.postMessage('changed')

    await vi.waitFor(() => expect(diary.unsent).toHaveLength(0))
    other.close()
  })
})
