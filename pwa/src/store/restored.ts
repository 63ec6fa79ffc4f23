import type { SyncAnswer } from '../api/types'
import { dropSynced } from './aside'
import type { Write } from './db'
import { uuid } from './ids'
import * as meta from './meta'
import { adopt } from './outbox'
import type { Unit } from './types'

const REOFFERED_DAYS = 30
const EPOCH = 'epoch'

/** A new epoch means the server was restored from a backup: what it acknowledged of late may be gone from it. */
export async function followEpoch(tx: Write, account: string, answer: SyncAnswer, now: Date): Promise<void> {
  const known = await of<string>(tx, account, EPOCH)
  await meta.put(tx, account, EPOCH, answer.epoch)
  const restored = known !== undefined && known !== answer.epoch
  await meta.put(tx, account, 'cursor', restored ? null : answer.cursor)
  if (restored)
    await offerAgain(tx, account, account, new Date(now.getTime() - REOFFERED_DAYS * 86_400_000).toISOString())
  if (known === undefined) await inherit(tx, account, answer.epoch)
}

/**
 * Whoever signed up after the backup is unknown to the restored server and signs up again, as a new account. What this
 * phone holds of the old one, known by the same address and an epoch that is over, is the new one's, all of it. Of
 * anybody else only what the server does not have stays on a phone that is not theirs any more.
 */
async function inherit(tx: Write, account: string, epoch: string): Promise<void> {
  const email = await of<string>(tx, account, meta.EMAIL)
  if (!email) return
  for (const { account: other, name, value } of await tx.objectStore('meta').getAll()) {
    if (name !== meta.EMAIL || other === account) continue
    const ended = await of<string>(tx, other, EPOCH)
    if (ended === undefined || ended === epoch) {
      await dropSynced(tx, other)
      continue
    }
    if (!same(value as string, email)) continue
    await offerAgain(tx, other, account, '')
    await adopt(tx, other, account)
    await meta.remove(tx, other)
  }
}

/** What was edited since is offered as `to`'s. */
async function offerAgain(tx: Write, from: string, to: string, since: string): Promise<void> {
  const mine = IDBKeyRange.bound([from, ''], [from, '\uffff'])
  const [outbox, units] = [tx.objectStore('outbox'), tx.objectStore('units')]
  for (const unit of await units.index('by_date').getAll(mine)) {
    // The restored server counts versions anew: forget ours, or its answers would look old.
    const again = { ...unit, account: to, version: 0 }
    await keepUnlessHeld(tx, again, from === to)
    if (unit.edited_at < since) continue
    const { account, kind, key, date, op, edited_at, data } = again
    await outbox.put({
      id: uuid(),
      account,
      kind,
      key,
      date,
      op,
      data,
      edited_at,
      settled: true,
      base: null,
      order: 0,
      offered: false,
      refused: null,
    })
  }
}

/** Beside what another account's server already sent of the same unit, the merge decides, not the phone. */
async function keepUnlessHeld(tx: Write, unit: Unit, own: boolean): Promise<void> {
  const units = tx.objectStore('units')
  if (own || !(await units.get([unit.account, unit.kind, unit.key]))) await units.put(unit)
}

async function of<T>(tx: Write, account: string, name: string): Promise<T | undefined> {
  return (await tx.objectStore('meta').get([account, name]))?.value as T | undefined
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
