import type { IDBPDatabase } from 'idb'
import { during, makeKey, putKey, sealerOf, type Raw } from './db'
import { NAMES, shut, type Name, type Rows } from './rows'

type Db = Pick<IDBPDatabase, 'createObjectStore' | 'deleteObjectStore'>
type Step = (db: Db, tx: Raw) => void | Promise<void>

/** Each release adds a step and never changes an old one: a phone may come from any of them. */
export const steps: Step[] = [
  (db) => {
    const units = db.createObjectStore('units', { keyPath: ['account', 'kind', 'key'] })
    units.createIndex('by_date', ['account', 'date'])
    const outbox = db.createObjectStore('outbox', { keyPath: 'id' })
    outbox.createIndex('by_account', ['account', 'order'])
    outbox.createIndex('by_unit', ['account', 'kind', 'key'])
    db.createObjectStore('meta', { keyPath: ['account', 'name'] })
  },
  (db) => {
    db.createObjectStore('answers', { keyPath: ['account', 'name'] })
  },
  sealed,
]

/**
 * Every row is sealed and lies where only an HMAC of its name tells what it is about. One transaction, in which the
 * stores are made anew: killed in the middle, the phone is as it was.
 */
async function sealed(db: Db, tx: Raw): Promise<void> {
  db.createObjectStore('keys')
  const key = await during(tx, makeKey())
  await putKey(tx, key)
  const by = sealerOf(key)
  for (const name of NAMES) {
    const plain = (await tx.objectStore(name).getAll()) as Rows[Name][]
    const rows = await during(tx, Promise.all(plain.map((row) => shut(name, row, by))))
    makeAnew(db, name)
    for (const row of rows) await tx.objectStore(name).put!(row)
  }
}

function makeAnew(db: Db, name: Name): void {
  db.deleteObjectStore(name)
  const store = db.createObjectStore(name, { keyPath: name === 'outbox' ? 'id' : ['account', 'name'] })
  if (name === 'units') store.createIndex('by_date', ['account', 'date'])
  if (name !== 'outbox') return
  store.createIndex('by_account', ['account', 'order'])
  store.createIndex('by_unit', ['account', 'name'])
}
