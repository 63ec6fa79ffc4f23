import { IDBFactory } from 'fake-indexeddb'

interface Transaction {
  _state: string
  _rollbackLog: (() => void)[]
}
interface Database {
  transactions: Transaction[]
  connections: unknown[]
  rawObjectStores: Map<string, { clear: (rollback: null) => void }>
}
interface Inside {
  _databases: Map<string, Database>
  _connectionQueues: Map<string, unknown>
}

/** What a phone keeps when it is switched off: its database, small preferences, and where its chance stands. */
export class Disk {
  readonly database = new IDBFactory()
  readonly preferences = new Map<string, string>()
  #seed: number

  constructor(seed: number) {
    this.#seed = seed
  }

  /** 0 to 1 (mulberry32). */
  random = (): number => {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  bytes = <T extends Uint8Array>(target: T): T => {
    for (let at = 0; at < target.length; at++) target[at] = Math.floor(this.random() * 256)
    return target
  }

  /** The process is gone: what no transaction had completed is undone, and nothing is open. */
  crash(): void {
    const inside = this.database as unknown as Inside
    for (const database of inside._databases.values()) {
      for (const transaction of [...database.transactions].reverse()) {
        if (transaction._state === 'finished') continue
        for (const undo of transaction._rollbackLog.reverse()) undo()
        transaction._state = 'finished'
      }
      database.transactions = []
      database.connections = []
      // An injected fault, which the driver must catch (tests/sync/injected.py).
      if (process.env.FAULT === 'forgetful disk') database.rawObjectStores.get('outbox')?.clear(null as never)
    }
    inside._connectionQueues.clear()
  }
}
