import { openDB, type IDBPDatabase } from 'idb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as db from '../src/store/db'
import * as meta from '../src/store/meta'
import * as outbox from '../src/store/outbox'
import { view } from '../src/store/view'
import { ALICE, emptyPhone, save } from './phone'

const DAY = '2026-11-21'
const CHANGE = {
  id: 'one',
  account: ALICE,
  kind: 'check',
  key: `${DAY}/pe.chest_pain`,
  date: DAY,
  op: 'put',
  base: null,
  edited_at: `${DAY}T23:00:00.000Z`,
  data: { value: true },
  order: 1,
  offered: false,
  refused: null,
}
const UNIT = {
  account: ALICE,
  kind: 'night',
  key: DAY,
  date: DAY,
  op: 'put',
  version: 3,
  edited_at: `${DAY}T22:00:00.000Z`,
  device: 'd',
  data: { pain: true, note: 'hid under the stairs' },
}
const META = [
  { account: '', name: 'account', value: ALICE },
  { account: '', name: 'device', value: 'd' },
  { account: ALICE, name: 'cursor', value: '7' },
  { account: ALICE, name: 'ledger', value: { tellings: [], nights: { [DAY]: 'x' } } },
]
const ANSWER = { account: ALICE, name: 'article/pad', at: 'then', value: { of: 'arteries' } }

/** A diary as the release before kept it: every word in the open. */
async function oldDiary(version = 2): Promise<IDBPDatabase> {
  const old = await openDB('stillnight', version, {
    upgrade(made, from) {
      if (from < 1) {
        const units = made.createObjectStore('units', { keyPath: ['account', 'kind', 'key'] })
        units.createIndex('by_date', ['account', 'date'])
        const waiting = made.createObjectStore('outbox', { keyPath: 'id' })
        waiting.createIndex('by_account', ['account', 'order'])
        waiting.createIndex('by_unit', ['account', 'kind', 'key'])
        made.createObjectStore('meta', { keyPath: ['account', 'name'] })
      }
      if (version >= 2) made.createObjectStore('answers', { keyPath: ['account', 'name'] })
    },
  })
  await old.put('outbox', CHANGE)
  await old.put('units', UNIT)
  for (const row of META) await old.put('meta', row)
  if (version >= 2) await old.put('answers', ANSWER)
  return old
}

const dump = async (of: IDBPDatabase) =>
  Object.fromEntries(await Promise.all([...of.objectStoreNames].map(async (name) => [name, await of.getAll(name)])))

async function expectWhole(answers = true): Promise<void> {
  const { units, waiting } = await view(ALICE, 'd', '2000-01-01')
  expect(units.map(({ kind, data }) => [kind, data])).toEqual(
    expect.arrayContaining([
      ['night', UNIT.data],
      ['check', CHANGE.data],
    ]),
  )
  expect(waiting).toEqual([CHANGE])
  expect(await Promise.all(META.map(({ account, name }) => meta.read(account, name)))).toEqual(
    META.map(({ value }) => value),
  )
  if (answers) expect(await meta.answer(ALICE, 'article/pad')).toEqual({ at: 'then', value: ANSWER.value })
}

beforeEach(async () => {
  vi.restoreAllMocks()
  await emptyPhone()
})

describe('a diary of an earlier release', () => {
  it.each([1, 2])('comes along whole from version %i, and lies sealed', async (version) => {
    ;(await oldDiary(version)).close()

    await expectWhole(version === 2)

    const lying = JSON.stringify(await dump(await db.database()))
    for (const word of ['stairs', 'pain', 'chest', 'pad', 'arteries', 'check', 'ledger"', 'nights'])
      expect(lying).not.toContain(word === 'ledger"' ? 'tellings' : word)
  })

  it('goes on being edited: a later answer finds the earlier one by its name', async () => {
    ;(await oldDiary()).close()

    await save({ kind: 'check', key: CHANGE.key, date: DAY, data: { value: false } })

    const waiting = await outbox.all(ALICE)
    expect(waiting.map(({ data }) => data)).toEqual([{ value: true }, { value: false }])
  })

  /** Every call that a step makes of the disk or of the cipher, each failing once. */
  const CALLS = [
    [IDBObjectStore.prototype, 'put'],
    [IDBObjectStore.prototype, 'getAll'],
    [IDBObjectStore.prototype, 'get'],
    [IDBDatabase.prototype, 'createObjectStore'],
    [IDBDatabase.prototype, 'deleteObjectStore'],
    [IDBObjectStore.prototype, 'createIndex'],
    [SubtleCrypto.prototype, 'importKey'],
    [SubtleCrypto.prototype, 'encrypt'],
    [SubtleCrypto.prototype, 'sign'],
  ] as const

  it.each(CALLS)('is as it was after a fault in any one call: %o %s', async (prototype, name) => {
    const of = prototype as unknown as Record<string, () => unknown>
    for (let at = 0; ; at++) {
      await emptyPhone()
      ;(await oldDiary()).close()
      const original = of[name] as (...args: unknown[]) => unknown
      let count = 0
      const failing = vi.spyOn(of, name).mockImplementation(function (this: unknown, ...args: unknown[]) {
        if (count++ === at) throw new DOMException('killed', 'UnknownError')
        return original.apply(this, args)
      })
      const went = await db.database().then(
        () => true,
        () => false,
      )
      failing.mockRestore()
      if (went) {
        expect(at).toBeGreaterThan(0)
        return expectWhole()
      }
      await db.close()
      const old = await openDB('stillnight', 2)
      expect(await dump(old)).toEqual({
        units: [UNIT],
        outbox: [CHANGE],
        meta: expect.arrayContaining(META),
        answers: [ANSWER],
      })
      old.close()
      await expectWhole()
    }
  })

  it('cannot be written to by a tab of the release before', async () => {
    const old = await oldDiary()
    const coming = db.database()
    old.addEventListener('versionchange', () => old.close())
    await coming

    await expect(openDB('stillnight', 2)).rejects.toThrow()
    await expect(old.put('outbox', { ...CHANGE, id: 'two' })).rejects.toThrow()
    await expectWhole()
  })

  it('works on a page without https, where there is no cipher', async () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    ;(await oldDiary()).close()

    await expectWhole()

    vi.unstubAllGlobals()
  })
})

describe('what lies on the disk', () => {
  it('opens with the key of the phone alone, and under its own name', async () => {
    await save({ kind: 'night', key: DAY, data: { note: 'hid under the stairs' } })
    const {
      outbox: [row],
      keys,
    } = (await dump(await db.database())) as { outbox: [Record<string, unknown>]; keys: unknown[] }
    expect(JSON.stringify(row)).not.toContain('stairs')
    expect(keys).toContainEqual(
      expect.objectContaining({
        keys: {
          aes: expect.objectContaining({ extractable: false }),
          mac: expect.objectContaining({ extractable: false }),
        },
      }),
    )

    await (await db.database()).put('outbox', { ...row, id: 'moved' })

    await expect(outbox.all(ALICE)).rejects.toThrow()
  })

  it('is sealed anew with each writing', async () => {
    const sealed = async () =>
      ((await (await db.database()).getAll('outbox')) as { sealed: Uint8Array }[])[0]!.sealed.join()
    await save({ kind: 'night', key: DAY, data: { note: 'same' } })
    const before = await sealed()

    await save({ kind: 'night', key: DAY, data: { note: 'same' } })

    expect(await sealed()).not.toBe(before)
  })
})
