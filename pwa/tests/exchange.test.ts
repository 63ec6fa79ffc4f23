import { beforeEach, describe, expect, it } from 'vitest'
import type { SyncQuestion } from '../src/api/types'
import { Problem } from '../src/api/problem'
import { uuid } from '../src/store/ids'
import * as outbox from '../src/store/outbox'
import { exchange } from '../src/sync/exchange'
import { GUEST } from '../src/store/types'
import { ALICE, at, DEVICE, emptyPhone, save, Server, shown, sync } from './phone'

beforeEach(emptyPhone)

describe('an exchange with the server', () => {
  it('empties the outbox and keeps what was said', async () => {
    const server = new Server()
    await save({ key: '2026-11-21/caffeine' })

    const outcome = await sync(server)

    expect(outcome).toMatchObject({ sent: 1, refused: 0 })
    expect(await outbox.all(ALICE)).toEqual([])
    expect(await shown()).toEqual({ 'day 2026-11-21/caffeine': { value: true } })
  })

  it('sends the same id again when the answer was lost, and nothing is doubled', async () => {
    const server = new Server()
    await save({ key: '2026-11-21/caffeine' })
    const lost = {
      account: ALICE,
      device: DEVICE,
      now: at('23:10:00'),
      post: (question: SyncQuestion) => (server.answer(question), Promise.reject(new Problem(0, 'offline'))),
    }
    await exchange(lost).catch(() => undefined)

    await sync(server)

    const [first, second] = server.questions.map(({ changes }) => changes[0]!.id)
    expect(second).toBe(first)
    expect(server.units.size).toBe(1)
    expect(await outbox.all(ALICE)).toEqual([])
  })

  it('parks a refused change in sight and sends the others', async () => {
    const server = new Server()
    server.refuse = (key) => key.endsWith('hot')
    for (const id of ['hot', 'alcohol']) await save({ key: `2026-11-21/${id}` })

    const outcome = await sync(server)

    expect(outcome.refused).toBe(1)
    expect((await outbox.all(ALICE)).map(({ key, refused }) => [key, refused])).toEqual([
      ['2026-11-21/hot', [{ field: 'data.value', code: 'wrong', detail: 'wrong' }]],
    ])
    expect([...server.units.keys()]).toEqual(['day|2026-11-21/alcohol'])
  })

  it('finds the one change for which a whole body is refused', async () => {
    const server = new Server()
    for (const id of ['alcohol', 'hot', 'caffeine']) await save({ key: `2026-11-21/${id}` })
    const post = async (question: Parameters<Server['answer']>[0]) => {
      if (question.changes.some(({ key }) => key.endsWith('hot'))) throw new Problem(422, 'invalid')
      return server.answer(structuredClone(question))
    }

    await exchange({ account: ALICE, device: DEVICE, now: at('23:10:00'), post })

    expect((await outbox.all(ALICE)).map(({ key }) => key)).toEqual(['2026-11-21/hot'])
    expect(server.units.size).toBe(2)
  })

  it.each([500, 502, 403, 404])(
    'takes a batch apart that fails with %s again and again, and sets the culprit aside with words',
    async (status) => {
      const server = new Server()
      for (let hour = 10; hour < 17; hour++) await save({ key: `2026-11-${hour}/hot` })
      await save({ kind: 'seen', key: 'RF01', date: '', op: 'delete', data: null })
      const post = async (question: SyncQuestion) => {
        if (question.changes.some(({ kind }) => kind === 'seen'))
          throw new Problem(status, 'server_error', [], null, 'something went wrong')
        return server.answer(question)
      }
      const flush = () => exchange({ account: ALICE, device: DEVICE, now: at('23:30:00'), post })

      await expect(flush()).rejects.toThrow()
      await expect(flush()).rejects.toThrow()
      await flush()

      const left = await outbox.all(ALICE)
      expect(left.map(({ kind, refused }) => [kind, refused?.[0]?.detail])).toEqual([['seen', 'something went wrong']])
      expect(server.units.size).toBe(7)
    },
  )

  it('sets nothing aside while the server itself is down', async () => {
    await save({ key: '2026-11-21/hot' })
    const post = async () => Promise.reject(new Problem(503, 'database_busy'))

    for (let time = 0; time < 6; time++)
      await expect(exchange({ account: ALICE, device: DEVICE, now: at('23:30:00'), post })).rejects.toThrow()

    expect(await outbox.all(ALICE)).toMatchObject([{ refused: null }])
  })

  it('keeps what the server cannot take now, without asking for ever and without holding up the rest', async () => {
    const server = new Server()
    await save({ key: '2026-11-20/hot' })
    await save({ key: '2026-11-21/hot' })
    const post = async (question: SyncQuestion) => {
      const answer = server.answer(question)
      return {
        ...answer,
        results: answer.results.map((result, n) =>
          question.changes[n]!.key.startsWith('2026-11-20') ? { id: result.id, status: 'later' as const } : result,
        ),
      }
    }

    await exchange({ account: ALICE, device: DEVICE, now: at('23:30:00'), post })

    expect(await outbox.all(ALICE)).toMatchObject([{ key: '2026-11-20/hot', refused: null }])
    expect(server.questions.length).toBeLessThan(4)
  })

  it('keeps everything when the server is not reached', async () => {
    await save({ key: '2026-11-21/caffeine' })
    const post = () => Promise.reject(new Problem(503, 'unavailable'))

    await expect(exchange({ account: ALICE, device: DEVICE, now: at('23:10:00'), post })).rejects.toThrow(Problem)

    expect(await outbox.all(ALICE)).toHaveLength(1)
  })

  it('answers a later edit of the same thing for a refused one', async () => {
    const server = new Server()
    server.refuse = () => true
    await save({ key: '2026-11-21/hot', data: { value: 'lukewarm' } })
    await sync(server)
    server.refuse = () => false
    await save({ key: '2026-11-21/hot', data: { value: false } }, at('23:40:00'))

    await sync(server)

    expect(await outbox.all(ALICE)).toEqual([])
  })

  it('offers the last thirty days again after the server came back from a backup', async () => {
    const server = new Server()
    await save({ key: '2026-09-01/hot' }, () => new Date('2026-09-01T22:00:00Z'))
    await save({ key: '2026-11-20/hot' })
    await sync(server)
    const restored = new Server()
    restored.epoch = 'two'
    await sync(restored)

    await sync(restored)

    expect([...restored.units.keys()]).toEqual(['day|2026-11-20/hot'])
    expect(await outbox.all(ALICE)).toEqual([])
    expect(Object.keys(await shown())).toHaveLength(2)
  })

  describe('on a clock two hours slow, with a server that was restored', () => {
    const HOURS = 2 * 3_600_000
    const key = '2026-11-21/food'
    let clock: number
    const slow = () => new Date(clock - HOURS)
    beforeEach(() => (clock = Date.parse('2026-11-21T23:00:00Z')))

    /** Stamps as the server does: by its own clock, and never ahead of it. */
    async function send(server: Server, lost = 0): Promise<void> {
      const post = (question: SyncQuestion) => {
        clock += 1_000
        const shift = question.sent_at ? clock - Date.parse(question.sent_at) : 0
        const stamped = (at: string) => new Date(Math.min(clock, Date.parse(at) + shift)).toISOString()
        const changes = question.changes.map((change) => ({ ...change, edited_at: stamped(change.edited_at) }))
        const answer = server.answer(structuredClone({ ...question, changes }))
        const stamps = new Map(changes.map(({ id, edited_at }) => [id, edited_at]))
        const results = answer.results.map((result) => ({ ...result, edited_at: stamps.get(result.id!)! }))
        return lost-- > 0 ? Promise.reject(new Problem(0, 'offline')) : Promise.resolve({ ...answer, results })
      }
      for (let time = lost; time >= 0; time--)
        await exchange({ account: ALICE, device: DEVICE, now: slow, post }).catch(() => undefined)
    }

    async function say(value: string, server: Server, lost = 0): Promise<void> {
      clock += 1_000
      await save({ key, data: { value } }, slow)
      await send(server, lost)
    }

    async function restoredWithout(...lost: string[]): Promise<Server> {
      const before = new Server()
      for (const value of lost) await say(value, before)
      const restored = new Server()
      restored.epoch = 'two'
      return restored
    }

    it.each([
      ['its answer arrives', 0],
      ['its first answer is lost', 1],
    ])('keeps a last word that is sent before all is offered again, when %s', async (_, lost) => {
      const restored = await restoredWithout('first', 'second')

      await say('last', restored, lost)

      expect(restored.units.get(`day|${key}`)!.data).toEqual({ value: 'last' })
      expect(await shown()).toEqual({ [`day ${key}`]: { value: 'last' } })
    })

    it.each([
      ['keeps what another phone said later than what is offered again', 60_000, 'elsewhere'],
      ['offers again what was said later than what another phone sent since', -60_000, 'first'],
    ])('%s', async (_, after, stands) => {
      const restored = await restoredWithout('first')
      clock += 120_000
      // Three edits: the version that the restored server counts is past the one that the phone knows.
      const changes = [1, 2, 3].map((more) => ({
        ...{ id: uuid(), kind: 'day', key, op: 'put', base: null, data: { value: 'elsewhere' } },
        edited_at: new Date(Date.parse('2026-11-21T23:00:00Z') + after + more).toISOString(),
      }))
      restored.answer({ cursor: null, device: 'device-b', changes } as SyncQuestion)

      await send(restored)

      expect(restored.units.get(`day|${key}`)!.data).toEqual({ value: stands })
      expect(await shown()).toEqual({ [`day ${key}`]: { value: stands } })
    })
  })

  describe('for someone who signed up after the backup and signs up again', () => {
    const [OLD, NEW] = ['account before', 'account after']
    const signIn = (account: string, email = 'alice@example.com', from = GUEST) => outbox.handOver(from, account, email)

    async function signedUpAfterTheBackup(): Promise<void> {
      await signIn(OLD)
      const lost = new Server()
      await save({ key: '2026-09-01/hot' }, () => new Date('2026-09-01T22:00:00Z'), OLD)
      await sync(lost, { account: OLD })
      await save({ key: '2026-11-21/hot' }, at('23:00:00'), OLD)
    }

    it('offers all that the phone holds of the account that is gone, and keeps nothing under its name', async () => {
      await signedUpAfterTheBackup()
      const restored = new Server()
      restored.epoch = 'two'
      await signIn(NEW, 'Alice@Example.com', OLD)

      await sync(restored, { account: NEW })

      expect([...restored.units.keys()].sort()).toEqual(['day|2026-09-01/hot', 'day|2026-11-21/hot'])
      expect(Object.keys(await shown(NEW))).toHaveLength(2)
      expect([await outbox.all(OLD), await outbox.all(NEW), await shown(OLD)]).toEqual([[], [], {}])
    })

    it.each([
      ['another address', 'bob@example.com', 'two', 2],
      ['a server that was never restored, and keeps only what it never had', 'alice@example.com', 'one', 1],
    ])('gives nothing to %s', async (_, email, epoch, stays) => {
      await signedUpAfterTheBackup()
      const server = new Server()
      server.epoch = epoch
      await signIn(NEW, email, OLD)

      await sync(server, { account: NEW })

      expect([server.units.size, Object.keys(await shown(NEW)).length, Object.keys(await shown(OLD)).length]).toEqual([
        0,
        0,
        stays,
      ])
    })
  })

  it.each([-3_600_000, 0, 3_600_000])(
    'lets a second touch win although the first travelled longer, on a clock %i ms off',
    async (skew) => {
      const server = new Server()
      let clock = Date.parse('2026-11-21T23:00:00Z')
      const now = () => new Date(clock)
      await save({ key: '2026-11-21/hot', data: { value: true } }, now)
      const travel = [3_000, 5]
      const post = async (question: SyncQuestion) => {
        // The second touch comes while the first is under way.
        if (travel.length === 2)
          await save({ key: '2026-11-21/hot', data: { value: false } }, () => new Date(clock + 400))
        clock += travel.shift() ?? 5
        const real = clock + skew
        const late = (edited_at: string) =>
          new Date(Math.min(real, Date.parse(edited_at) + real - Date.parse(question.sent_at!))).toISOString()
        const changes = question.changes.map((change) => ({ ...change, edited_at: late(change.edited_at) }))
        const answer = server.answer({ ...question, changes })
        const stamps = new Map(changes.map(({ id, edited_at }) => [id, edited_at]))
        return {
          ...answer,
          results: answer.results.map((result) => ({ ...result, edited_at: stamps.get(result.id!) })),
        }
      }

      await exchange({ account: ALICE, device: DEVICE, now, post })

      expect(server.units.get('day|2026-11-21/hot')!.data).toEqual({ value: false })
      expect(await shown()).toEqual({ 'day 2026-11-21/hot': { value: false } })
    },
  )

  it('shows the later of two phones’ edits on both', async () => {
    const server = new Server()
    await save({ key: '2026-11-21/hot', data: { value: true } }, at('23:00:00'))
    server.answer({
      cursor: null,
      device: 'device-b',
      sent_at: '',
      changes: [
        {
          id: 'b',
          kind: 'day',
          key: '2026-11-21/hot',
          op: 'put',
          base: null,
          edited_at: '2026-11-21T23:05:00Z',
          data: { value: false },
        },
      ],
    })

    await sync(server)

    expect(await shown()).toEqual({ 'day 2026-11-21/hot': { value: false } })
    expect(server.units.get('day|2026-11-21/hot')!.data).toEqual({ value: false })
  })

  it('removes from sight what another phone deleted', async () => {
    const server = new Server()
    await save({ key: '2026-11-21/hot' })
    await sync(server)
    server.answer({
      cursor: null,
      device: 'device-b',
      sent_at: '',
      changes: [
        {
          id: 'b',
          kind: 'day',
          key: '2026-11-21/hot',
          op: 'delete',
          base: 1,
          edited_at: '2026-11-21T23:50:00Z',
          data: null,
        },
      ],
    })

    await sync(server)

    expect(await shown()).toEqual({})
  })
})
