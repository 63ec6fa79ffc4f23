import { beforeEach, describe, expect, it } from 'vitest'
import * as meta from '../src/store/meta'
import * as outbox from '../src/store/outbox'
import { GUEST } from '../src/store/types'
import { ALICE, at, DEVICE, emptyPhone, save, shown } from './phone'

beforeEach(emptyPhone)

describe('the outbox', () => {
  it('keeps an edit under an id made before the first send', async () => {
    const [change] = await save({ key: '2026-11-21/caffeine' })

    expect((await outbox.all(ALICE))[0]).toMatchObject({ id: change!.id, base: null, offered: false, refused: null })
  })

  it('rewrites a change that never left instead of queueing another', async () => {
    await save({ key: '2026-11-21/caffeine', data: { value: true } })
    await save({ key: '2026-11-21/caffeine', data: { value: false } }, at('23:01:00'))

    const waiting = await outbox.all(ALICE)

    expect(waiting).toHaveLength(1)
    expect(waiting[0]!.data).toEqual({ value: false })
  })

  it('never rewrites a change that was offered to the network', async () => {
    const [first] = await save({ key: '2026-11-21/caffeine', data: { value: true } })
    await outbox.offer(ALICE, 10)
    await save({ key: '2026-11-21/caffeine', data: { value: false } }, at('23:01:00'))

    const waiting = await outbox.all(ALICE)

    expect(waiting.map(({ data }) => data)).toEqual([{ value: true }, { value: false }])
    expect(waiting[0]!.id).toBe(first!.id)
  })

  it('never writes over what was said after a warning, though it never left', async () => {
    const said = (outcome: string) => ({ kind: 'seen' as const, key: 'RF03|left', date: '', data: { outcome } })
    await save(said('not_yet'))
    await save(said('seen_cleared'), at('23:01:00'))

    expect((await outbox.all(ALICE)).map(({ data }) => data)).toEqual([
      { outcome: 'not_yet' },
      { outcome: 'seen_cleared' },
    ])
  })

  it('lets a refused change that is tried again be rewritten: its new id never left', async () => {
    const [first] = await save({ key: '2026-11-21/caffeine', data: { value: true } })
    await outbox.offer(ALICE, 10)
    await outbox.park(first!, [])
    await outbox.retry(first!.id)
    await save({ key: '2026-11-21/caffeine', data: { value: false } }, at('23:01:00'))

    const waiting = await outbox.all(ALICE)

    expect(waiting.map(({ data, refused }) => [data, refused])).toEqual([[{ value: false }, null]])
    expect(waiting[0]!.id).not.toBe(first!.id)
  })

  it('offers changes in the order they were made', async () => {
    for (const id of ['alcohol', 'caffeine', 'hot']) await save({ key: `2026-11-21/${id}` })

    const keys = (await outbox.offer(ALICE, 2)).map(({ key }) => key)

    expect(keys).toEqual(['2026-11-21/alcohol', '2026-11-21/caffeine'])
  })

  it('makes an edit later than the one it replaces, even when the clock runs slow', async () => {
    await save({ key: '2026-11-21/caffeine', data: { value: true } }, at('23:00:00'))
    await outbox.offer(ALICE, 10)
    await save({ key: '2026-11-21/caffeine', data: { value: false } }, at('21:00:00'))

    expect(await shown()).toEqual({ 'day 2026-11-21/caffeine': { value: false } })
  })

  it('keeps accounts apart', async () => {
    await save({ key: '2026-11-21/caffeine' }, at('23:00:00'), 'bob')

    expect(await outbox.all(ALICE)).toEqual([])
    expect(await shown(ALICE)).toEqual({})
  })

  it('moves a guest diary to the account whole, behind what already waits there', async () => {
    await save({ key: '2026-11-20/hot' }, at('20:00:00'))
    for (const id of ['alcohol', 'caffeine']) await save({ key: `2026-11-21/${id}` }, at('23:00:00'), GUEST)

    await outbox.handOver(GUEST, ALICE, 'alice@example.com')

    expect(await meta.currentAccount()).toBe(ALICE)
    expect(await outbox.all(GUEST)).toEqual([])
    expect((await outbox.all(ALICE)).map(({ key }) => key)).toEqual([
      '2026-11-20/hot',
      '2026-11-21/alcohol',
      '2026-11-21/caffeine',
    ])
  })

  it('forgets everything of one account and nothing of another', async () => {
    await save({ key: '2026-11-21/caffeine' })
    await save({ key: '2026-11-21/caffeine' }, at('23:00:00'), 'bob')

    await meta.forget(ALICE)

    expect(await outbox.all(ALICE)).toEqual([])
    expect(await outbox.all('bob')).toHaveLength(1)
  })

  it('keeps one device id', async () => {
    expect(await meta.deviceId()).toBe(await meta.deviceId())
    expect(await meta.deviceId()).not.toBe(DEVICE)
  })
})
