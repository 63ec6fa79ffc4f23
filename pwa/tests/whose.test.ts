import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CachedQuery } from '../src/cache/cachedQuery.svelte'
import { setNote, setPain } from '../src/night/edits'
import * as account from '../src/store/account'
import { database } from '../src/store/db'
import { diary } from '../src/store/diary.svelte'
import * as meta from '../src/store/meta'
import * as outbox from '../src/store/outbox'
import { view } from '../src/store/view'
import { sync as syncing } from '../src/sync/sync.svelte'
import { warnings } from '../src/warnings/warnings.svelte'
import { ALICE, emptyPhone, Server, sync } from './phone'

const BOB = 'bob'
const tonight = () => diary.night(diary.tonight())
const noPain = () => setPain(tonight(), false, 'UTC')
const units = async (of: string) => (await view(of, '', '2000-01-01')).units
const rows = async (name: 'units' | 'meta' | 'answers' | 'outbox') =>
  ((await (await database()).getAll(name)) as { account: string }[]).filter((row) => row.account === ALICE)

function fullPhone() {
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
}

beforeEach(async () => {
  vi.restoreAllMocks()
  document.cookie = 'csrftoken=t'
  await emptyPhone()
  await diary.open()
  await diary.wipe()
  await diary.signedIn(ALICE, 'alice@example.com')
})

describe('a touch not kept yet when the phone becomes someone else’s', () => {
  it('that the full phone did not take does not go with the next one’s touch', async () => {
    const put = fullPhone()
    await diary.save([setNote(tonight(), 'Alice walked about.', 'UTC')])
    put.mockRestore()
    await diary.signedIn(BOB, 'bob@example.com')

    await diary.save(noPain())

    expect(JSON.stringify(await outbox.all(BOB))).not.toContain('Alice')
    expect(tonight().note).toBe('')
  })

  it('comes along with a guest, whenever it was made', async () => {
    await diary.wipe()

    const becoming = diary.signedIn(ALICE, 'alice@example.com')
    const saving = diary.save(noPain())
    await Promise.all([becoming, saving])

    await vi.waitFor(async () => expect([(await units(ALICE)).length, diary.trouble]).toEqual([1, null]))
    expect(await outbox.all('guest')).toEqual([])
  })

  it('made in an old tab is kept for nobody once another tab has wiped the phone', async () => {
    await meta.forget(ALICE)

    expect(await diary.save(noPain())).toBe(false)

    expect([...(await rows('outbox')), ...(await rows('units'))]).toEqual([])
  })
})

describe('what the server answers after the phone was wiped', () => {
  it('leaves no row of the one before', async () => {
    const server = new Server()
    await diary.save(noPain())
    const answer = server.answer.bind(server)
    server.answer = (question) => (void meta.forget(ALICE), answer(question))

    await sync(server).catch(() => undefined)

    expect([await rows('units'), await rows('meta'), await rows('outbox')]).toEqual([[], [], []])
  })

  it('is not shown to the next one', async () => {
    let tell: (value: string) => void = () => undefined
    const kept = new CachedQuery<string>('test', () => new Promise((answer) => (tell = answer)))
    const asking = kept.refresh()
    await vi.waitFor(() => expect(tell.name).not.toBe('tell'))
    await diary.signedIn(BOB, 'bob@example.com')

    tell('of Alice')
    await asking

    expect(kept.value).toBeNull()
    expect(await rows('answers')).toEqual([])
  })

  it('raises no warning of the one before', async () => {
    const flag = { rule: 'crisis', level: 'emergency' } as never
    vi.stubGlobal('fetch', async () => {
      await diary.signedIn(BOB, 'bob@example.com')
      return new Response(JSON.stringify({ results: [flag] }))
    })

    await warnings.refresh()

    expect(warnings.all).toEqual([])
    expect(await meta.answer(BOB, 'safety')).toBeUndefined()
  })

  it('is no change to the next one’s account', async () => {
    const asked = vi.fn(
      async (request: Request) =>
        new Response('{}', { status: request.headers.get('X-Account') === ALICE ? 401 : 200 }),
    )
    vi.stubGlobal('fetch', asked)

    await account.keep({ name: 'Alice' })

    expect(asked.mock.calls.map(([request]) => request.headers.get('X-Account'))).toEqual([ALICE])
    expect(await meta.read(ALICE, 'me')).toEqual({ name: 'Alice' })
  })
})

describe('settings', () => {
  it('changed in two tabs at once both stay', async () => {
    await meta.change(ALICE, 'settings', (kept) => ({ ...(kept as object), owner: 'Alice' }))

    await diary.keepSettings({ turnsAt: '14:00' })

    expect(await meta.read(ALICE, 'settings')).toMatchObject({ owner: 'Alice', turnsAt: '14:00' })
  })

  it('changed in another tab are followed', async () => {
    await meta.change(ALICE, 'settings', (kept) => ({ ...(kept as object), zone: 'UTC', turnsAt: '15:00' }))
    const other = new BroadcastChannel('stillnight')

    other.postMessage('changed')

    await vi.waitFor(() => expect(diary.settings.turnsAt).toBe('15:00'))
    other.close()
  })
})

describe('undo', () => {
  it('takes back the touch the disk has not answered yet, not the one before', async () => {
    await diary.save([setNote(tonight(), 'first', 'UTC')])
    void diary.save([setNote(tonight(), 'second', 'UTC')])

    await diary.undo()

    expect(tonight().note).toBe('first')
  })

  it('forgets what a full phone did not take, and leaves what it had', async () => {
    await diary.save([setNote(tonight(), 'first', 'UTC')])
    const put = fullPhone()
    await diary.save([setNote(tonight(), 'second', 'UTC')])
    put.mockRestore()

    await diary.undo()

    expect([tonight().note, diary.trouble]).toEqual(['first', null])
    expect(await outbox.all(ALICE)).toHaveLength(1)
  })

  it('that fails leaves the touch, and can be asked for again', async () => {
    await diary.save([setNote(tonight(), 'first', 'UTC')])
    const put = fullPhone()
    await diary.undo()
    expect([tonight().note, diary.trouble, diary.undoable]).toEqual(['first', 'full', 1])
    put.mockRestore()

    await diary.undo()

    expect(tonight().note).toBeUndefined()
  })
})

describe('a touch the disk did not take', () => {
  it('never undoes a later one that it did', async () => {
    const hot = {
      kind: 'day' as const,
      key: `${diary.tonight()}/hot`,
      date: diary.tonight(),
      op: 'put' as const,
      data: { value: true },
    }
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const older = diary.save([setNote(tonight(), 'older', 'UTC')])
    const newer = diary.save([setNote(tonight(), 'newer', 'UTC')])
    expect([await older, await newer, diary.trouble]).toEqual([false, true, null])

    await diary.save([hot])

    expect((await units(ALICE)).find(({ kind }) => kind === 'night')?.data).toMatchObject({ note: 'newer' })
    expect(tonight().note).toBe('newer')
  })

  it('is still said when another one, of something else, was taken meanwhile', async () => {
    const put = IDBObjectStore.prototype.put
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const day = {
      kind: 'day' as const,
      key: `${diary.tonight()}/hot`,
      date: diary.tonight(),
      op: 'put' as const,
      data: { value: true },
    }

    const [first, second] = await Promise.all([diary.save([setNote(tonight(), 'lost?', 'UTC')]), diary.save([day])])

    expect(IDBObjectStore.prototype.put).not.toBe(put)
    expect([first, second, diary.trouble]).toEqual([false, true, 'full'])
    expect(tonight().note).toBe('lost?')
  })
})

it('two edits kept at once are all kept or none is, whatever is wrong with one', async () => {
  const [good] = noPain()
  const bad = { ...good!, key: '2026-01-01', data: { cannot: 1n } as never }

  expect(await diary.save([good!, bad])).toBe(false)

  expect(await outbox.all(ALICE)).toEqual([])
  await diary.undo()
})

it('a newer word of another device is shown as soon as the touch is kept', async () => {
  const later = new Date(Date.now() + 60_000).toISOString()
  const server = new Server()
  const key = diary.tonight()
  server.units.set(`night|${key}`, {
    kind: 'night',
    key,
    op: 'put',
    version: 1,
    edited_at: later,
    data: { note: 'theirs' },
    device: 'b',
    seq: ++server.seq,
  } as never)
  const { changed } = diary
  vi.spyOn(diary, 'changed').mockImplementationOnce(
    async () => (await sync(server, { now: () => new Date() }), changed.call(diary)),
  )

  await diary.save([setNote(tonight(), 'mine', 'UTC')])

  expect(tonight().note).toBe('theirs')
})

it('an older night is there when reaching it returns, though another asked first', async () => {
  const date = '2025-01-05'
  await outbox.record([{ ...noPain()[0]!, key: date, date }], {
    account: ALICE,
    device: diary.device,
    now: () => new Date(),
  })

  void diary.reach(date)
  await diary.reach(date)

  expect(diary.night(date).pain).toBe(false)
  expect(syncing.status).toBe('idle')
})
