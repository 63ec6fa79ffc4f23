import { beforeEach, describe, expect, it, vi } from 'vitest'
import { addDays } from '../src/night/date'
import { setNote, setPain } from '../src/night/edits'
import { lockWhenAway } from '../src/store/away'
import * as db from '../src/store/db'
import { diary } from '../src/store/diary.svelte'
import * as meta from '../src/store/meta'
import * as outbox from '../src/store/outbox'
import * as passcode from '../src/store/passcode'
import { check } from '../src/sync/session'
import { ALICE, emptyPhone, Server, sync } from './phone'

const WORD = 'correct horse'
const derive = SubtleCrypto.prototype.deriveKey
const tonight = () => diary.night(diary.tonight())
const answering = (status: number, body: unknown) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(JSON.stringify(body), { status })),
  )

beforeEach(async () => {
  vi.restoreAllMocks()
  vi.spyOn(SubtleCrypto.prototype, 'deriveKey').mockImplementation(function (this: SubtleCrypto, how, ...rest) {
    return derive.apply(this, [{ ...(how as Pbkdf2Params), iterations: 1 }, ...rest])
  })
  vi.spyOn(location, 'replace').mockImplementation(() => undefined)
  document.cookie = 'csrftoken=t'
  await emptyPhone()
  diary.locked = false
  await diary.open()
  await diary.signedIn(ALICE, 'alice@example.com')
  await diary.save([setNote(tonight(), 'before', 'UTC')])
})

async function locked(): Promise<void> {
  await passcode.set(WORD)
  await db.close()
  await diary.becomeGuests(null).catch(() => undefined)
  await diary.open()
}

describe('a locked diary', () => {
  it('shows nothing, judges what is answered, and keeps it once it is opened', async () => {
    await locked()
    expect([diary.locked, diary.account, diary.nights]).toEqual([true, 'guest', {}])

    expect(await diary.save(setPain(tonight(), true, 'UTC'))).toBe(false)
    expect([tonight().pain, diary.trouble]).toEqual([true, null])
    await passcode.enter(WORD)
    await diary.unlocked()

    expect([diary.locked, diary.account, tonight().pain]).toEqual([false, ALICE, true])
    expect(
      (await outbox.all(ALICE)).some(({ kind, data }) => kind === 'night' && (data as { pain: boolean }).pain),
    ).toBe(true)
  })

  it('whose session ended elsewhere keeps what was not sent, still sealed', async () => {
    await locked()
    answering(401, { code: 'session_expired' })

    await check()

    expect(await meta.read<meta.Ended>('', meta.ENDED)).toMatchObject({ account: ALICE, unsent: 1 })
    expect((await db.keyRow())?.wrapped).toBeTruthy()
    await passcode.enter(WORD)
    expect(await outbox.all(ALICE)).toHaveLength(1)
  })

  it('whose session ended elsewhere leaves nothing, and no passcode, where all was sent', async () => {
    await sync(new Server(), { now: () => new Date() })
    await locked()
    await meta.keep('', meta.OPEN_WARNING, 'emergency')
    answering(401, { code: 'session_expired' })

    await check()

    expect(await (await db.database()).getAll('units')).toEqual([])
    expect([(await db.keyRow())?.wrapped, await meta.read('', meta.OPEN_WARNING)]).toEqual([undefined, undefined])
    expect(await meta.read<meta.Ended>('', meta.ENDED)).toMatchObject({ unsent: 0, level: 'emergency' })
  })
})

describe('a phone that was put away', () => {
  const see = (state: 'hidden' | 'visible') => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
    document.dispatchEvent(new Event('visibilitychange'))
  }

  it('locks after five minutes, and not while something is not on the disk', async () => {
    const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
    await passcode.set(WORD)
    diary.passcode = true
    lockWhenAway()
    let now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now)

    see('hidden')
    now += 4 * 60_000
    see('visible')
    see('hidden')
    now += 6 * 60_000
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await diary.save([setNote(tonight(), 'not on the disk', 'UTC')])
    see('visible')
    await diary.save([], { undoable: false })
    expect([reload.mock.calls.length, diary.locked]).toEqual([0, false])

    full.mockRestore()
    see('hidden')
    now += 6 * 60_000
    see('visible')

    await vi.waitFor(() => expect([reload.mock.calls.length, diary.locked]).toEqual([1, true]))
  })
})

it('signing out takes the passcode along with all that it protected', async () => {
  await passcode.set(WORD)
  diary.passcode = true

  await diary.wipe()

  expect([diary.passcode, (await db.keyRow())?.wrapped]).toEqual([false, undefined])
  expect(await diary.save(setPain(tonight(), false, 'UTC'))).toBe(true)
})

it('opens with the latest nights, and has all of them right after', async () => {
  const early = addDays(diary.tonight(), -60)
  await diary.save([setNote({ date: early }, 'long ago', 'UTC')])
  await sync(new Server(), { now: () => new Date() })
  await db.close()
  await diary.becomeGuests(null)

  await diary.open(3)
  expect([tonight().note, diary.night(early).note]).toEqual(['before', undefined])
  await diary.whole()

  expect(diary.night(early).note).toBe('long ago')
})
