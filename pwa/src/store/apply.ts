import type { ChangeOut, SyncAnswer, SyncResult } from '../api/types'
import type { Write } from './db'
import { dateOf } from '../night/units'
import { followEpoch } from './restored'
import { toldAfter, type Told } from './told'
import type { Change, Unit } from './types'

/** Takes one answer of the sync route into the store, in one transaction. Returns how many changes were refused. */
export async function applyAnswer(
  tx: Write,
  account: string,
  device: string,
  sent: readonly Change[],
  answer: SyncAnswer,
  now: Date,
  sentAt: Date = now,
): Promise<number> {
  const took = Math.max(0, now.getTime() - sentAt.getTime())
  const byId = new Map(sent.map((change) => [change.id, change]))
  let refused = 0
  // First: what is held goes again as it is, before anything of the restored server takes its place.
  await followEpoch(tx, account, answer, now)
  for (const result of answer.results) {
    const change = byId.get(result.id ?? '')
    if (change) refused += await applyResult(tx, account, device, change, result, took)
  }
  for (const change of answer.changes) await applyChange(tx, account, change)
  return refused
}

async function applyResult(
  tx: Write,
  account: string,
  device: string,
  change: Change,
  result: SyncResult,
  took: number,
): Promise<number> {
  const outbox = tx.objectStore('outbox')
  if (result.status === 'rejected') {
    await outbox.put({ ...change, offered: true, refused: result.errors ?? [] })
    return 1
  }
  // The server could not take it now, and not by its fault: it stays, and goes again with the next exchange.
  if (result.status === 'later') return 0
  await outbox.delete(change.id)
  await dropSuperseded(tx, account, change)
  // Merged or seen before: another edit may have won since, and comes among the changes of this same answer.
  if (result.status !== 'applied') return 0
  const { kind, key, date, op, data } = change
  const edited_at = result.edited_at ?? change.edited_at
  await putUnit(tx, {
    account,
    kind,
    key,
    date,
    op,
    data,
    version: result.version ?? 0,
    edited_at,
    device,
    told: restamped(change, edited_at),
  })
  await moveLater(tx, account, change, edited_at, took)
  return 0
}

/** What was told in this very edit was told at the instant that the server settled. */
function restamped({ told, edited_at }: Change, settled: string): Told {
  return Object.fromEntries(Object.entries(told ?? {}).map(([id, at]) => [id, at === edited_at ? settled : at]))
}

/**
 * Edits made while this one was on its way are later than it. Its stamp holds the time it travelled, at most `took`;
 * theirs may travel faster, so they are moved past it on this phone's clock and on the server's.
 */
async function moveLater(tx: Write, account: string, taken: Change, stamp: string, took: number): Promise<void> {
  const past = Math.max(Date.parse(taken.edited_at) + took, Date.parse(stamp)) + 1
  const outbox = tx.objectStore('outbox')
  const range = IDBKeyRange.bound([account, 0], [account, Infinity])
  // What was said after a warning is later than the answers it is about, whichever they are.
  const follows = ({ kind, key }: Change) => kind === 'seen' || (kind === taken.kind && key === taken.key)
  for (const other of (await outbox.index('by_account').getAll(range)).filter(follows)) {
    if (other.order <= taken.order || other.offered || Date.parse(other.edited_at) >= past) continue
    await outbox.put({ ...other, edited_at: new Date(past).toISOString() })
  }
}

/** A refused change is answered by a later edit of the same thing that was taken. */
async function dropSuperseded(tx: Write, account: string, taken: Change): Promise<void> {
  const outbox = tx.objectStore('outbox')
  for (const other of await outbox.index('by_unit').getAll([account, taken.kind, taken.key])) {
    if (other.refused && other.order < taken.order) await outbox.delete(other.id)
  }
}

async function applyChange(tx: Write, account: string, change: ChangeOut): Promise<void> {
  const { kind, key, op, version, edited_at, data } = change
  const date = dateOf(kind, key, data)
  await putUnit(tx, { account, kind, key, date, op, data, version, edited_at, device: change.device ?? '' })
}

/** Versions only grow: an answer that arrives late never takes a unit back. */
async function putUnit(tx: Write, unit: Unit): Promise<void> {
  const units = tx.objectStore('units')
  const held = await units.get([unit.account, unit.kind, unit.key])
  if (held && held.version > unit.version) return
  // The signs of an episode that came back from elsewhere unchanged were told when they were.
  if (unit.kind === 'episode' && !unit.told) unit = { ...unit, told: toldAfter(held, unit, unit.edited_at) }
  // A deleted episode says no longer which night it was of; the night it was of must still be redrawn.
  await units.put({ ...unit, date: unit.date || held?.date || '' })
}
