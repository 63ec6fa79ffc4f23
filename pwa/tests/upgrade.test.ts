import { openDB } from 'idb'
import { beforeEach, expect, it } from 'vitest'
import { database } from '../src/store/db'
import { emptyPhone } from './phone'

beforeEach(emptyPhone)

it('brings a phone of the first release to today’s stores and loses nothing', async () => {
  const old = await openDB('stillnight', 1, {
    upgrade(db) {
      const units = db.createObjectStore('units', { keyPath: ['account', 'kind', 'key'] })
      units.createIndex('by_date', ['account', 'date'])
      const outbox = db.createObjectStore('outbox', { keyPath: 'id' })
      outbox.createIndex('by_account', ['account', 'order'])
      outbox.createIndex('by_unit', ['account', 'kind', 'key'])
      db.createObjectStore('meta', { keyPath: ['account', 'name'] })
    },
  })
  await old.put('outbox', { id: 'one', account: 'alice', kind: 'day', key: '2026-11-21/hot', order: 1 })
  old.close()

  const now = await database()

  expect([...now.objectStoreNames]).toEqual(['answers', 'meta', 'outbox', 'units'])
  expect(await now.get('outbox', 'one')).toMatchObject({ key: '2026-11-21/hot' })
})
