import { beforeEach, describe, expect, it, vi } from 'vitest'
import { diary } from '../src/store/diary.svelte'
import * as outbox from '../src/store/outbox'
import { sync } from '../src/sync/sync.svelte'
import { ALICE, emptyPhone, save, useAccount } from './phone'

const answer = (status: number, body: unknown, headers = {}) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(
      async () =>
        new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } }),
    ),
  )

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval'] })
  document.cookie = 'csrftoken=abc'
  await emptyPhone()
  await useAccount(ALICE)
  await diary.open()
  sync.resume()
  await save({ key: '2026-11-21/hot' })
  return () => vi.useRealTimers()
})

describe('sending', () => {
  it('waits as long as the server asks', async () => {
    answer(429, { code: 'too_many' }, { 'Retry-After': '60' })
    await sync.flush()

    await sync.flush()

    expect(fetch).toHaveBeenCalledTimes(1)
    expect(sync.status).toBe('waiting')
    expect(await outbox.all(ALICE)).toHaveLength(1)
  })

  it('tries at once when the network returns, but not before the server allowed it', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.reject(new TypeError('network'))),
    )
    await sync.flush()
    sync.now()
    await sync.flush()
    expect(fetch).toHaveBeenCalledTimes(2)

    answer(429, { code: 'too_many' }, { 'Retry-After': '60' })
    sync.now()
    await sync.flush()
    sync.now()
    await sync.flush()
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('is offline when the server is not reached, and loses nothing', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.reject(new TypeError('network'))),
    )

    await sync.flush()

    expect(sync.status).toBe('offline')
    expect(await outbox.all(ALICE)).toHaveLength(1)
  })
})
