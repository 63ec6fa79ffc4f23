import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as db from '../src/store/db'
import * as meta from '../src/store/meta'
import * as outbox from '../src/store/outbox'
import * as passcode from '../src/store/passcode'
import { Locked } from '../src/store/seal'
import { view } from '../src/store/view'
import { ALICE, emptyPhone, save, Server, sync } from './phone'

const WORD = 'correct horse'
const units = async () => (await view(ALICE, '', '2000-01-01')).units.map(({ data }) => data)
/** The page is closed and opened again. */
const again = () => db.close()
const dump = async () => {
  const of = await db.database()
  return Object.fromEntries(
    await Promise.all([...of.objectStoreNames].map(async (name) => [name, await of.getAll(name)])),
  )
}

const rounds: number[] = []
const derive = SubtleCrypto.prototype.deriveKey

/** As slow as it should be, a passcode takes a second here: the rounds are counted, and one is done. */
function countRounds(): void {
  vi.spyOn(SubtleCrypto.prototype, 'deriveKey').mockImplementation(function (this: SubtleCrypto, how, ...rest) {
    rounds.push((how as Pbkdf2Params).iterations)
    return derive.apply(this, [{ ...(how as Pbkdf2Params), iterations: 1 }, ...rest])
  })
}

beforeEach(async () => {
  vi.restoreAllMocks()
  countRounds()
  await emptyPhone()
  await save({ kind: 'night', key: '2026-11-20', data: { note: 'sent' } })
  await sync(new Server())
  await meta.keepAnswer(ALICE, 'insights', 'said', 'now')
  await save({ kind: 'night', key: '2026-11-21', data: { note: 'waits' } })
})

describe('a passcode', () => {
  it('opens all that was there before it, and nothing opens without it', async () => {
    const before = await units()
    await passcode.set(WORD)
    expect(await units()).toEqual(before)
    await again()

    await expect(units()).rejects.toThrow(Locked)
    await expect(meta.answer(ALICE, 'insights')).rejects.toThrow(Locked)
    await expect(save({ kind: 'night', key: '2026-11-22', data: { note: 'new' } })).rejects.toThrow(Locked)
    await passcode.enter(WORD)

    expect(await units()).toEqual(before)
    expect((await outbox.all(ALICE)).map(({ data }) => data)).toEqual([{ note: 'waits' }])
    expect(await meta.answer(ALICE, 'insights')).toEqual({ at: 'now', value: 'said' })
  })

  it('wraps a key that never lay in the open, with the rounds that OWASP asks for and a salt of its own', async () => {
    const old = await db.keyRow()
    await passcode.set(WORD)
    const { id, keys, wrapped } = (await db.keyRow())!

    expect([id === old!.id, keys]).toEqual([false, undefined])
    expect(Math.min(wrapped!.iterations, ...rounds)).toBeGreaterThanOrEqual(600_000)
    await passcode.change(WORD, WORD)
    expect((await db.keyRow())!.wrapped!.salt).not.toEqual(wrapped!.salt)
  })

  it('is changed, and the old one opens nothing', async () => {
    await passcode.set(WORD)
    await passcode.change(WORD, 'another')
    await again()

    await expect(passcode.enter(WORD)).rejects.toThrow(passcode.WrongPasscode)
    await passcode.enter('another')
    expect(await units()).toHaveLength(2)
  })

  it('is taken away', async () => {
    await passcode.set(WORD)
    await expect(passcode.takeAway('wrong')).rejects.toThrow(passcode.WrongPasscode)
    await passcode.takeAway(WORD)
    await again()

    expect(await units()).toHaveLength(2)
  })

  it('that is forgotten leaves nothing, and ends the session', async () => {
    await passcode.set(WORD)
    await again()

    await passcode.forgetAll()

    expect(await dump()).toEqual({
      answers: [],
      keys: [],
      outbox: [],
      units: [],
      meta: [{ account: '', name: meta.SIGNING_OUT, value: ALICE }],
    })
  })

  it('that is not set whole is not set at all', async () => {
    const before = await units()
    for (let at = 0, went = false; !went; at++) {
      let count = 0
      const put = IDBObjectStore.prototype.put
      const failing = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
        this: IDBObjectStore,
        ...args
      ) {
        if (count++ === at) throw new DOMException('full', 'QuotaExceededError')
        return put.apply(this, args)
      })
      went = await passcode.set(WORD).then(
        () => true,
        () => false,
      )
      failing.mockRestore()
      await again()
      if (went) await passcode.enter(WORD)
      expect(await units()).toEqual(before)
    }
  })

  it('set in another tab is asked for here too, and nothing is written with the old key', async () => {
    const old = (await db.keyRow())!
    await passcode.set(WORD)
    const wrapped = (await db.keyRow())!
    expect(wrapped.id).not.toBe(old.id)
    // This page knows the old key alone.
    db.unlock(old.id, old.keys!)

    await expect(save({ kind: 'night', key: '2026-11-22', data: { note: 'new' } })).rejects.toThrow(Locked)
    await expect(units()).rejects.toThrow(Locked)
  })
})

describe('a wrong passcode', () => {
  it('costs more and more time, in a new page too, until the right one comes', async () => {
    await passcode.set(WORD)
    let now = 1_000_000
    vi.spyOn(Date, 'now').mockImplementation(() => now)
    const wrong = () =>
      passcode.enter('wrong').then(
        () => 0,
        (error: unknown) => (error instanceof passcode.TooSoon ? error.wait : -1),
      )

    expect([await wrong(), await wrong(), await wrong(), await wrong(), await wrong()]).toEqual([-1, -1, -1, -1, -1])
    await again()
    expect(await wrong()).toBe(30_000)
    await expect(passcode.enter(WORD)).rejects.toThrow(passcode.TooSoon)
    now -= 50_000
    expect(await wrong()).toBe(30_000)
    now += 50_000 + 30_000
    expect(await wrong()).toBe(-1)
    expect(await wrong()).toBe(60_000)
    now += 60_000
    await passcode.enter(WORD)

    expect(await units()).toHaveLength(2)
    expect(await meta.read('', 'passcode_tries')).toBeUndefined()
  })
})
