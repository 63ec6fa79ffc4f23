import { openDB, type IDBPDatabase, type IDBPTransaction } from 'idb'
import { NAMES, open as opened, place, shut, type Name, type Rows } from './rows'
import { importKeys, KEY_BYTES, lockedSealer, openSealer, random, sealerWith, type Keys, type Sealer } from './seal'
import { steps } from './upgrade'
import { uuid } from './ids'

/**
 * The key of this phone, as it lies beside the rows: in the open, wrapped by a passcode, or none where browsers give
 * none.
 */
export type KeyRow = { id: string; keys?: Keys; wrapped?: Wrapped }
export interface Wrapped {
  salt: Uint8Array<ArrayBuffer>
  iterations: number
  key: Uint8Array<ArrayBuffer>
}

export type Database = IDBPDatabase
export type Raw = IDBPTransaction<unknown, string[], 'readwrite' | 'versionchange'>
type Place = readonly [string, string] | readonly [string, string, string] | string

/** One store within a transaction; what it gives and takes is in the clear. */
export interface Store<N extends Name> {
  get(key: Place): Promise<Rows[N] | undefined>
  getAll(): Promise<Rows[N][]>
  getAllKeys(range: IDBKeyRange): Promise<[string, string][]>
  put(row: Rows[N]): Promise<unknown>
  delete(key: Place | IDBKeyRange): Promise<void>
  index(name: string): {
    getAll(key: Place | IDBKeyRange): Promise<Rows[N][]>
    getAllKeys(range: IDBKeyRange): Promise<string[]>
    /** The key of the last row of a range. */
    last(range: IDBKeyRange): Promise<[string, number] | undefined>
  }
}

export interface Write {
  objectStore<N extends Name>(name: N): Store<N>
  /** What was sealed with the phone's key opens no more; the next thing written makes a new one. */
  dropKey(): Promise<void>
}

const KEY = 'key'
const ID = 'id'
let database_: Promise<Database> | null = null
let sealer: Sealer | null = null
/** What a passcode has opened, in this page alone. */
let unlocked: { id: string; keys: Keys } | null = null

export function database(): Promise<Database> {
  database_ ??= connect().catch((error: unknown) => {
    // Refused now is not refused for ever.
    database_ = null
    throw error
  })
  return database_
}

async function connect(): Promise<Database> {
  let fault: unknown
  return openDB('stillnight', steps.length, {
    async upgrade(db, from, _to, tx) {
      tx.done.catch(() => undefined)
      try {
        for (const step of steps.slice(from)) await step(db, tx as Raw)
      } catch (error) {
        // All of it or nothing: the phone stays as the release before left it, and opening it fails.
        fault = error
        stop(tx as Raw)
      }
    },
    // A newer tab wants to upgrade: let go, so that it can.
    blocking: (_old, _new, event) => {
      ;(event.target as IDBDatabase).close()
      database_ = null
    },
    terminated: () => (database_ = null),
  }).catch((error: unknown) => {
    throw fault ?? error
  })
}

/** For tests and for sign-out: the next use opens anew. */
export async function close(): Promise<void> {
  const db = await database_?.catch(() => null)
  db?.close()
  database_ = sealer = unlocked = null
}

/**
 * Waits for something that is no request of `tx`, and keeps it open meanwhile: a transaction without requests commits.
 */
export async function during<T>(tx: Raw, work: Promise<T>): Promise<T> {
  let done = false
  const end = () => (done = true)
  work.then(end, end)
  do await tx.objectStore('keys').get(ID)
  while (!done)
  return work
}

/** A new key, not written yet. */
export async function makeKey(): Promise<KeyRow> {
  const id = uuid()
  return crypto.subtle ? { id, keys: await importKeys(random(KEY_BYTES)) } : { id }
}

export async function putKey(tx: Raw, row: KeyRow): Promise<void> {
  await tx.objectStore('keys').put!(row.id, ID)
  await tx.objectStore('keys').put!(row, KEY)
}

/** From now on this page reads and writes with these keys. */
export function unlock(id: string, keys: Keys): void {
  unlocked = { id, keys }
  sealer = null
}

export const opens = ({ id, wrapped }: KeyRow): boolean => !wrapped || unlocked?.id === id

export const keyRow = async (): Promise<KeyRow | undefined> =>
  (await (await database()).get('keys', KEY)) as KeyRow | undefined

export function sealerOf({ id, keys, wrapped }: KeyRow): Sealer {
  const open = unlocked?.id === id ? unlocked.keys : keys
  if (open) return sealerWith(id, open)
  return wrapped ? lockedSealer(id) : openSealer(id)
}

/** By the key that the phone has now: another tab may have changed it. */
async function currentSealer(db: Database): Promise<Sealer> {
  const id = (await db.get('keys', ID)) as string | undefined
  if (id && sealer?.id === id) return sealer
  const row = ((await db.get('keys', KEY)) as KeyRow | undefined) ?? (await firstKey(db))
  return (sealer = sealerOf(row))
}

/** Two tabs may need one at once. */
async function firstKey(db: Database): Promise<KeyRow> {
  const made = await makeKey()
  const tx = db.transaction(['keys'], 'readwrite') as Raw
  const found = (await tx.objectStore('keys').get(KEY)) as KeyRow | undefined
  if (!found) await putKey(tx, made)
  await tx.done
  return found ?? made
}

export function get<N extends Name>(store: N, key: Place): Promise<Rows[N] | undefined> {
  return onceMore(async () => {
    const db = await database()
    const by = await currentSealer(db)
    const stored = await db.get(store, (await place(store, key, by)) as string)
    return stored && opened(store, stored, by)
  })
}

export function getAll<N extends Name>(store: N, index: string, range: IDBKeyRange): Promise<Rows[N][]> {
  return onceMore(async () => {
    const db = await database()
    const by = await currentSealer(db)
    const stored = await db.getAllFromIndex(store, index, range)
    return Promise.all(stored.map((row) => opened(store, row, by)))
  })
}

/** Runs `work` in one transaction over all stores and returns only when the disk has it (`durability: strict`). */
export function write<T>(work: (tx: Write) => Promise<T>): Promise<T> {
  return onceMore(() => attempt(work))
}

/** A connection that the system has dropped in the background is opened anew; so is a key that another tab changed. */
async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') database_ = null
    else if (!(error instanceof OtherKey)) throw error
    return work()
  }
}

class OtherKey extends Error {}

async function attempt<T>(work: (tx: Write) => Promise<T>): Promise<T> {
  const db = await database()
  const by = await currentSealer(db)
  return whole(db, async (tx) => {
    if ((await tx.objectStore('keys').get(ID)) !== by.id) throw new OtherKey()
    return work(over(tx, by))
  })
}

/** All of it or nothing: what was written before a fault does not stay. */
export async function whole<T>(db: Database, work: (tx: Raw) => Promise<T>): Promise<T> {
  const tx = db.transaction([...NAMES, 'keys'], 'readwrite', { durability: 'strict' }) as Raw
  try {
    const result = await work(tx)
    await tx.done
    return result
  } catch (error) {
    tx.done.catch(() => undefined)
    stop(tx)
    throw error
  }
}

function stop(tx: Raw): void {
  try {
    tx.abort()
  } catch {
    // It had ended already.
  }
}

/** The stores of a transaction, sealed and opened by `sealer` while it stays open. */
export function over(tx: Raw, by: Sealer): Write {
  return {
    dropKey: () => tx.objectStore('keys').clear!(),
    objectStore<N extends Name>(name: N): Store<N> {
      const store = tx.objectStore(name)
      const at = async (key: Place | IDBKeyRange) =>
        key instanceof IDBKeyRange ? key : ((await during(tx, place(name, key, by))) as string)
      const all = (stored: unknown[]) => during(tx, Promise.all(stored.map((row) => opened(name, row as never, by))))
      return {
        get: async (key) => {
          const stored: unknown = await store.get(await at(key))
          return stored ? (await all([stored]))[0] : undefined
        },
        getAll: async () => all(await store.getAll()),
        getAllKeys: async (range) => (await store.getAllKeys(range)) as [string, string][],
        put: async (row) => store.put!(await during(tx, shut(name, row, by))),
        delete: async (key) => store.delete!(await at(key)),
        index: (of) => ({
          getAll: async (key) => all(await store.index(of).getAll(await at(key))),
          getAllKeys: async (range) => (await store.index(of).getAllKeys(range)) as string[],
          last: async (range) =>
            (await store.index(of).openKeyCursor(range, 'prev'))?.key as [string, number] | undefined,
        }),
      }
    },
  }
}
