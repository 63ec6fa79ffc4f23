import { beforeEach, describe, expect, it, vi } from 'vitest'
import { setCheck, setNote } from '../src/night/edits'
import * as db from '../src/store/db'
import { diary } from '../src/store/diary.svelte'
import * as meta from '../src/store/meta'
import * as outbox from '../src/store/outbox'
import * as passcode from '../src/store/passcode'
import { GUEST } from '../src/store/types'
import { check } from '../src/sync/session'
import { warnings } from '../src/warnings/warnings.svelte'
import { ALICE, emptyPhone, Server, sync } from './phone'

const WORD = 'correct horse'
const say = (note: string) => diary.save([setNote(diary.night(diary.tonight()), note, 'UTC')])
const breathless = () => diary.save([setCheck(diary.tonight(), 'strip.breath', true)])
const notes = async (account: string) =>
  (await outbox.all(account)).map(({ data }) => (data as { note?: string; value?: boolean }).note ?? true)
const derive = SubtleCrypto.prototype.deriveKey

/** The page is loaded anew: nothing is left in its memory. */
async function again(): Promise<void> {
  await db.close()
  await diary.becomeGuests()
  await db.close()
  Object.assign(diary, { account: GUEST, ended: null, keepsNothing: false, locked: false })
  await diary.open()
}

beforeEach(async () => {
  vi.restoreAllMocks()
  vi.spyOn(SubtleCrypto.prototype, 'deriveKey').mockImplementation(function (this: SubtleCrypto, how, ...rest) {
    return derive.apply(this, [{ ...(how as Pbkdf2Params), iterations: 1 }, ...rest])
  })
  for (const how of ['replace', 'reload'] as const) vi.spyOn(location, how).mockImplementation(() => undefined)
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(JSON.stringify({ code: 'session_expired' }), { status: 401 })),
  )
  document.cookie = 'csrftoken=t'
  await emptyPhone()
  await again()
  await diary.signedIn(ALICE, 'alice@example.com')
})

describe('a session that ended on a phone with a passcode', () => {
  it('asks for the passcode first: without it nobody could sign in, or keep a word', async () => {
    await say('not sent')
    await passcode.set(WORD)
    await check()
    await again()
    expect([diary.locked, diary.ended?.unsent]).toEqual([true, 1])

    await breathless()
    await passcode.enter(WORD)
    await diary.unlocked()
    expect([diary.account, await notes(GUEST)]).toEqual([GUEST, [true]])
    await diary.signedIn(ALICE, 'alice@example.com')

    expect(await notes(ALICE)).toEqual(['not sent', true])
  })

  it.each([
    ['with nights that wait', true],
    ['where nothing waits', false],
  ])('keeps what was answered before the passcode, and its warning: %s', async (_, waits) => {
    await say('a night')
    if (!waits) await sync(new Server(), { now: () => new Date() })
    await passcode.set(WORD)
    await again()
    warnings.start()
    expect(diary.locked).toBe(true)
    await breathless()

    await check()

    expect([diary.ended?.level, location.replace]).toEqual(['emergency', expect.anything()])
    expect(location.replace).not.toHaveBeenCalled()
    expect(diary.locked).toBe(waits)
    if (waits) {
      await passcode.enter(WORD)
      await diary.unlocked()
    }
    expect(await notes(GUEST)).toEqual([true])
  })
})

it('takes a slip out before the passcode too', async () => {
  await passcode.set(WORD)
  await again()
  warnings.start()
  await breathless()
  await vi.waitFor(() => expect(warnings.worst?.level).toBe('emergency'))

  await warnings.answer(warnings.worst!, 'mistap')

  expect([diary.night(diary.tonight()).checks?.['strip.breath'], warnings.worst]).toEqual([undefined, undefined])
})

it('keeps a yes given as soon as a slip is asked again, before the disk has answered', async () => {
  const told = () => diary.night(diary.tonight()).checks?.['strip.breath']
  warnings.start()
  await breathless()
  await vi.waitFor(() => expect(warnings.worst?.level).toBe('emergency'))
  const stood = warnings.worst!

  const slip = warnings.answer(stood, 'mistap')
  // What the slip waits for may itself wait for the disk, which answers between two tasks: now and then one is let by.
  for (let turn = 1; !warnings.recent.some(({ key }) => key === stood.key); turn++)
    await (turn % 100 ? Promise.resolve() : new Promise((go) => setTimeout(go)))
  expect(told()).toBeUndefined()
  const again = breathless()
  await Promise.all([slip, again])

  expect(told()).toBe(true)
  await vi.waitFor(() => expect(warnings.worst?.level).toBe('emergency'))
})

it('puts the answer back when the slip itself is taken back', async () => {
  const told = () => diary.night(diary.tonight()).checks?.['strip.breath']
  warnings.start()
  await breathless()
  await vi.waitFor(() => expect(warnings.worst?.level).toBe('emergency'))
  const { key } = warnings.worst!
  await warnings.answer(warnings.worst!, 'mistap')
  expect(told()).toBeUndefined()

  await warnings.takeBack(key!)

  expect([told(), warnings.worst?.key]).toEqual([true, key])
})

it('tells of a warning that stood, though the session ended before it was judged', async () => {
  await breathless()

  await check()

  expect((await meta.read<meta.Ended>('', meta.ENDED))?.level).toBe('emergency')
})

it('never lays an old key over rows that a newer one has sealed', async () => {
  await say('a night')
  await passcode.set(WORD)
  const encrypt = SubtleCrypto.prototype.deriveKey
  let held: () => void = () => undefined
  const until = new Promise<void>((go) => (held = go))
  vi.spyOn(SubtleCrypto.prototype, 'deriveKey').mockImplementationOnce(async function (this: SubtleCrypto, ...args) {
    await until
    return encrypt.apply(this, args)
  })
  const late = passcode.change(WORD, 'another').catch((error: unknown) => error)
  await vi.waitFor(async () => expect(await meta.read('', 'passcode_tries')).toBeDefined())
  await passcode.takeAway(WORD)
  await passcode.set('a third')
  held()

  expect(await late).toBeInstanceOf(Error)
  await db.close()
  await passcode.enter('a third')
  expect(await notes(ALICE)).toEqual(['a night'])
})

it('keeps what is said on a phone that could not be read at the start, for the one whose phone it is', async () => {
  await db.close()
  const failing = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  Object.assign(diary, { account: GUEST })
  await diary.open()
  expect([diary.keepsNothing, diary.account, await say('first')]).toEqual([true, GUEST, false])
  failing.mockRestore()

  expect(await say('second')).toBe(true)

  expect([diary.account, diary.keepsNothing, await notes(ALICE)]).toEqual([ALICE, false, ['second']])
})

it('stays open on a full disk until what was said is kept', async () => {
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  expect(await say('nowhere but here')).toBe(false)
  await check()
  expect([vi.mocked(location.replace).mock.calls.length, diary.account]).toEqual([0, ALICE])
  full.mockRestore()

  await check()

  expect([vi.mocked(location.replace).mock.calls.length, await meta.currentAccount(), await notes(ALICE)]).toEqual([
    1,
    GUEST,
    ['nowhere but here'],
  ])
})

it('shows nothing in a tab that slept while another one closed it', async () => {
  await db.write((tx) => meta.belongTo(tx, GUEST))
  await check()
  expect([diary.account, vi.mocked(location.reload).mock.calls.length]).toEqual([ALICE, 1])
})

it('leaves nothing of a guest who signs up for the next one', async () => {
  await db.write((tx) => meta.belongTo(tx, GUEST))
  await again()
  const texts = [`${meta.DRAFT}name`, meta.SLIPS, 'other']
  for (const name of texts) await meta.change<string>(GUEST, name, () => `${name} of a guest`)

  await diary.signedIn(ALICE, 'alice@example.com')

  const all = (account: string) => Promise.all(texts.map((name) => meta.read(account, name)))
  expect([await all(ALICE), await all(GUEST)]).toEqual([
    ['draft.name of a guest', 'slips of a guest', undefined],
    [undefined, undefined, 'other of a guest'],
  ])
})
