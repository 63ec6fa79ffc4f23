import { getAll, write, type Write } from './db'
import { uuid } from './ids'
import { both, LEDGER, type Judged } from './flags'
import * as meta from './meta'
import { editedAfter, winner } from './merge'
import { saysTheSame, toldAfter, unsays } from './told'
import { GUEST, type Change, type Data, type Kind, type Op } from './types'

export interface Edit {
  kind: Kind
  key: string
  date: string
  op: Op
  data: Data
  /** It answers something of that instant, and is later than it on every clock. */
  after?: string
  /** It takes back a slip of the finger, which nobody else has to hear of. */
  slip?: boolean
  /** When the finger came down, however long the disk takes; now unless said. */
  at?: string
}

export interface Writer {
  account: string
  device: string
  now: () => Date
}

/** Keeps edits on the phone, all of them or none. When this returns they are on its disk. */
export function record(edits: readonly Edit[], by: Writer): Promise<Change[]> {
  return write(async (tx) => {
    await meta.mustBe(tx, by.account)
    const written: Change[] = []
    for (const edit of edits) written.push(...(await recordOne(tx, edit, by)))
    return written
  })
}

async function recordOne(
  tx: Write,
  { after, slip, at, ...edit }: Edit,
  { account, device, now }: Writer,
): Promise<Change[]> {
  const outbox = tx.objectStore('outbox')
  const unit = await tx.objectStore('units').get([account, edit.kind, edit.key])
  const waiting = sorted(await outbox.index('by_unit').getAll([account, edit.kind, edit.key]))
  const seen = winner(unit, waiting, device)
  if (saysTheSame(seen, edit)) return []
  const last = waiting.at(-1)
  const rewritten = last && mayRewrite(last, edit, slip) ? last : undefined
  const edited_at = editedAfter(latest(seen?.edited_at, after), at ? new Date(at) : now())
  const change: Change = {
    ...edit,
    id: rewritten?.id ?? uuid(),
    account,
    base: unit?.version ?? null,
    edited_at,
    told: toldAfter(seen, edit, edited_at),
    order: rewritten?.order ?? (await nextOrder(tx, account)),
    offered: false,
    refused: null,
  }
  await outbox.put(change)
  return [change]
}

/**
 * A change that never left may be rewritten; one that did keeps its id and its words. Two things are never written
 * over: a yes to a safety question, which the server must hear, and what was said after a warning.
 */
function mayRewrite(last: Change, edit: Edit, slip: boolean | undefined): boolean {
  if (last.offered || last.refused || last.kind === 'seen') return false
  return slip === true || !unsays(last, edit)
}

const latest = (one: string | undefined, other: string | undefined): string | undefined =>
  one && other && Date.parse(other) > Date.parse(one) ? other : (one ?? other)

async function nextOrder(tx: Write, account: string): Promise<number> {
  const range = IDBKeyRange.bound([account, 0], [account, Infinity])
  const last = await tx.objectStore('outbox').index('by_account').last(range)
  return (last?.[1] ?? 0) + 1
}

export async function all(account: string): Promise<Change[]> {
  const range = IDBKeyRange.bound([account, 0], [account, Infinity])
  return getAll('outbox', 'by_account', range)
}

/**
 * The next changes to send, oldest first and by one clock, marked as offered before they leave; `without` were put off
 * by the server.
 */
export function offer(account: string, limit: number, without: ReadonlySet<string> = new Set()): Promise<Change[]> {
  return write(async (tx) => {
    const outbox = tx.objectStore('outbox')
    const range = IDBKeyRange.bound([account, 0], [account, Infinity])
    const waiting = (await outbox.index('by_account').getAll(range)).filter(
      ({ id, refused }) => !refused && !without.has(id),
    )
    const otherClock = waiting.findIndex(({ settled }) => settled !== waiting[0]!.settled)
    const batch = waiting.slice(0, otherClock < 0 ? limit : Math.min(limit, otherClock))
    for (const change of batch) await outbox.put({ ...change, offered: true })
    return batch
  })
}

/** Sets a change aside: it is shown, may be exported or tried again, and no longer stands in the way. */
export function park(change: Change, refused: Change['refused']): Promise<void> {
  return write(async (tx) => {
    await tx.objectStore('outbox').put({ ...change, offered: true, refused: refused ?? [] })
  })
}

/** Tries a refused change once more, as a new one: the old id has had its answer. */
export function retry(id: string): Promise<void> {
  return write(async (tx) => {
    const outbox = tx.objectStore('outbox')
    const change = await outbox.get(id)
    if (!change) return
    await outbox.delete(id)
    await outbox.put({ ...change, id: uuid(), refused: null, offered: false })
  })
}

export function discard(id: string): Promise<void> {
  return write(async (tx) => {
    await tx.objectStore('outbox').delete(id)
  })
}

export function sorted(changes: readonly Change[]): Change[] {
  return [...changes].sort((a, b) => a.order - b.order)
}

/**
 * The phone is `to`'s from now on; what a guest wrote becomes theirs in the same step, beside what they already have.
 * Their address is kept: by it, whoever has to sign up again after a restore is known again.
 */
export function handOver(from: string, to: string, email: string): Promise<void> {
  return write(async (tx) => {
    if (from === GUEST) await adopt(tx, GUEST, to)
    await meta.belongTo(tx, to)
    await meta.put(tx, to, meta.EMAIL, email)
    const ended = await tx.objectStore('meta').get(['', meta.ENDED])
    if ((ended?.value as meta.Ended | undefined)?.account === to) await tx.objectStore('meta').delete(['', meta.ENDED])
  })
}

/** What waits of one account, and the warnings it told, become another's. */
export async function adopt(tx: Write, from: string, to: string): Promise<void> {
  const outbox = tx.objectStore('outbox')
  const range = IDBKeyRange.bound([from, 0], [from, Infinity])
  const moved = await outbox.index('by_account').getAll(range)
  const start = await nextOrder(tx, to)
  for (const change of moved) await outbox.put({ ...change, account: to, order: start + change.order })
  await adoptWarnings(tx, from, to)
  await adoptTexts(tx, from, to)
}

/** What was being written, and which answers were slips: nobody who comes after finds it. */
async function adoptTexts(tx: Write, from: string, to: string): Promise<void> {
  const store = tx.objectStore('meta')
  for (const key of await store.getAllKeys(IDBKeyRange.bound([from], [from, []]))) {
    const [, name] = key
    if (!name.startsWith(meta.DRAFT) && name !== meta.SLIPS) continue
    const brought = await store.get(key)
    if (brought && !(await store.get([to, name]))) await store.put({ ...brought, account: to })
    await store.delete(key)
  }
}

/** Its warnings stand beside those that the other has. */
async function adoptWarnings(tx: Write, from: string, to: string): Promise<void> {
  const meta = tx.objectStore('meta')
  const [brought, theirs] = await Promise.all([meta.get([from, LEDGER]), meta.get([to, LEDGER])])
  if (!brought) return
  await meta.put({
    account: to,
    name: LEDGER,
    value: both(theirs?.value as Judged | undefined, brought.value as Judged),
  })
  await meta.delete([from, LEDGER])
}
