import { IDBFactory } from 'fake-indexeddb'
import type { ChangeOut, SyncAnswer, SyncQuestion } from '../src/api/types'
import * as db from '../src/store/db'
import * as meta from '../src/store/meta'
import * as outbox from '../src/store/outbox'
import { exchange } from '../src/sync/exchange'
import { view } from '../src/store/view'

/** An empty phone: a new database under the store. */
export async function emptyPhone(): Promise<void> {
  await db.close()
  globalThis.indexedDB = new IDBFactory()
}

/** This phone is that person's from now on. */
export const useAccount = (account: string): Promise<void> => db.write((tx) => meta.belongTo(tx, account))

export const ALICE = 'alice'
export const DEVICE = 'device-a'

export function at(time: string): () => Date {
  return () => new Date(`2026-11-21T${time}Z`)
}

export async function save(
  edit: Partial<outbox.Edit> & { key: string },
  now = at('23:00:00'),
  account = ALICE,
  device = DEVICE,
) {
  const whole = {
    kind: 'day' as const,
    date: edit.key.slice(0, 10),
    op: 'put' as const,
    data: { value: true },
    ...edit,
  }
  await useAccount(account)
  return outbox.record([whole], { account, device, now })
}

export async function shown(account = ALICE, device = DEVICE) {
  const { units } = await view(account, device, '2000-01-01')
  return Object.fromEntries(units.map(({ kind, key, data }) => [`${kind} ${key}`, data]))
}

/** The rule of the record, written a second time: the later edit wins, at one instant the greater device. */
export function wins(a: { edited_at: string; device: string }, b: { edited_at: string; device: string }): boolean {
  const [one, other] = [a, b].map(({ edited_at, device }) => [new Date(edited_at).getTime(), device] as const)
  return one![0] === other![0] ? one![1] > other![1] : one![0] > other![0]
}

/** A server small enough to read: keeps the winner of each unit and remembers every change id. */
export class Server {
  units = new Map<string, ChangeOut & { seq: number; device: string }>()
  seen = new Map<string, number>()
  epoch = 'one'
  seq = 0
  refuse: (key: string) => boolean = () => false
  questions: SyncQuestion[] = []

  answer(question: SyncQuestion): SyncAnswer {
    this.questions.push(question)
    const results = question.changes.map((change) => this.#take(change, question.device))
    const since = Number(question.cursor ?? 0)
    const changes = [...this.units.values()].filter(({ seq }) => seq > since)
    return { results, changes, cursor: String(this.seq), epoch: this.epoch, more: false, safety: [], replies: [] }
  }

  #take(change: SyncQuestion['changes'][number], device: string): SyncAnswer['results'][number] {
    const { id, kind, key, op, edited_at, data } = change
    if (this.refuse(key))
      return { id, status: 'rejected', errors: [{ field: 'data.value', code: 'wrong', detail: 'wrong' }] }
    const known = this.seen.get(id)
    if (known !== undefined) return { id, status: 'duplicate', version: known }
    const held = this.units.get(`${kind}|${key}`)
    const version = (held?.version ?? 0) + 1
    this.seen.set(id, version)
    if (held && wins(held, { edited_at, device })) return { id, status: 'merged', version: held.version }
    const seq = ++this.seq
    this.units.set(`${kind}|${key}`, { kind, key, op, version, edited_at, data, device, seq } as ChangeOut & {
      seq: number
    })
    return { id, status: 'applied', version }
  }
}

export async function sync(server: Server, { account = ALICE, device = DEVICE, now = at('23:30:00') } = {}) {
  const post = async (question: SyncQuestion) => structuredClone(server.answer(structuredClone(question)))
  await useAccount(account)
  return exchange({ account, device, now, post })
}
