import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { Change, Kind, Unit } from './types'

/** Everything this phone keeps. Rows carry their account, so that one person never sees or sends another's. */
export interface Schema extends DBSchema {
  units: { key: [string, Kind, string]; value: Unit; indexes: { by_date: [string, string] } }
  outbox: { key: string; value: Change; indexes: { by_account: [string, number]; by_unit: [string, Kind, string] } }
  /** Sync position and settings of an account; account '' is the device itself. */
  meta: { key: [string, string]; value: { account: string; name: string; value: unknown } }
  /** Last answers of the server, to be read without a network. */
  answers: { key: [string, string]; value: { account: string; name: string; at: string; value: unknown } }
}

export type Database = IDBPDatabase<Schema>
export type Write = IDBPTransaction<Schema, StoreNames<Schema>[], 'readwrite'>

type Step = (db: Database) => void

/** Each release adds a step and never changes an old one: a phone may come from any of them. */
const steps: Step[] = [
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
]

let opened: Promise<Database> | null = null

export function database(): Promise<Database> {
  opened ??= open().catch((error: unknown) => {
    // Refused now is not refused for ever.
    opened = null
    throw error
  })
  return opened
}

function open(): Promise<Database> {
  return openDB<Schema>('stillnight', steps.length, {
    upgrade: (db, from) => steps.slice(from).forEach((step) => step(db)),
    // A newer tab wants to upgrade: let go, so that it can.
    blocking: (_old, _new, event) => {
      ;(event.target as IDBDatabase).close()
      opened = null
    },
    terminated: () => (opened = null),
  })
}

/** For tests and for sign-out: the next use opens anew. */
export async function close(): Promise<void> {
  const db = await opened?.catch(() => null)
  db?.close()
  opened = null
}

/**
 * Runs `work` in one transaction over all stores and returns only when the disk has it (`durability: strict`).
 * A connection that the system has dropped in the background is opened anew, once.
 */
export async function write<T>(work: (tx: Write) => Promise<T>): Promise<T> {
  try {
    return await attempt(work)
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error
    opened = null
    return attempt(work)
  }
}

async function attempt<T>(work: (tx: Write) => Promise<T>): Promise<T> {
  const db = await database()
  const stores: StoreNames<Schema>[] = ['units', 'outbox', 'meta', 'answers']
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' })
  try {
    const result = await work(tx)
    await tx.done
    return result
  } catch (error) {
    tx.done.catch(() => undefined)
    // All of it or nothing: what was written before the fault must not stay.
    stop(tx)
    throw error
  }
}

function stop(tx: Write): void {
  try {
    tx.abort()
  } catch {
    // It had ended already.
  }
}
