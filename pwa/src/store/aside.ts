import type { Level } from '../safety/types'
import { write, type Write } from './db'
import { LEDGER } from './flags'
import * as meta from './meta'
import { GUEST } from './types'

/** What is of use only beside entries that were not sent. */
const BESIDE_UNSENT = [LEDGER, meta.SLIPS, meta.EMAIL, 'epoch']
/** What is nowhere but on this phone: changes to the account, and whom the person would call. */
export const NUMBERS = 'numbers'
const OWN = ['me', NUMBERS]

export interface Aside {
  reason: string
  /** Of the record that the server has now; another than this phone's was restored, and may have lost what it had. */
  epoch: string | null
  level: Level | null
  numbers: Record<string, string>
}

/**
 * The session of `account` is over: the phone is a guest's, what the server has is wiped, and what it has not waits
 * for the same person, all in one step. Beside a restored server everything waits: this may be the only copy.
 */
export function setAside(account: string, { reason, epoch, level, numbers }: Aside): Promise<meta.Ended> {
  return write(async (tx) => {
    await meta.mustBe(tx, account)
    const known = (await tx.objectStore('meta').get([account, 'epoch']))?.value
    if (Object.values(numbers).some(Boolean)) await meta.put(tx, account, NUMBERS, numbers)
    const unsent = epoch && known && known !== epoch ? await countUnsent(tx, account) : await dropSynced(tx, account)
    await meta.belongTo(tx, GUEST)
    const ended: meta.Ended = { account, reason, unsent, level, seen: false }
    await meta.put(tx, '', meta.ENDED, ended)
    await tx.objectStore('meta').delete(['', meta.OPEN_WARNING])
    await meta.dropKeyIfLast(tx)
    return ended
  })
}

/** Wipes what the server has of an account. Returns how much of it was not sent. */
export async function dropSynced(tx: Write, account: string): Promise<number> {
  const unsent = await countUnsent(tx, account)
  const whole = IDBKeyRange.bound([account], [account, []])
  await tx.objectStore('units').delete(whole)
  await tx.objectStore('answers').delete(whole)
  for (const name of await namesOf(tx, account)) {
    const stays = OWN.includes(name) || name.startsWith(meta.DRAFT) || (unsent > 0 && BESIDE_UNSENT.includes(name))
    if (!stays) await tx.objectStore('meta').delete([account, name])
  }
  return unsent
}

/** What the server gives again, so that there is room for what it has not. */
export function dropAnswers(account: string): Promise<void> {
  return write((tx) => tx.objectStore('answers').delete(IDBKeyRange.bound([account], [account, []])))
}

/** Entries, and texts that were being written. */
async function countUnsent(tx: Write, account: string): Promise<number> {
  const outbox = tx.objectStore('outbox')
  const changes = await outbox.index('by_account').getAllKeys(IDBKeyRange.bound([account], [account, []]))
  const texts = (await namesOf(tx, account)).filter((name) => name.startsWith(meta.DRAFT))
  return changes.length + texts.length
}

async function namesOf(tx: Write, account: string): Promise<string[]> {
  const keys = await tx.objectStore('meta').getAllKeys(IDBKeyRange.bound([account], [account, []]))
  return keys.map(([, name]) => name)
}

/** The person does not want what waits of them any more. */
export function discard(account: string): Promise<void> {
  return write(async (tx) => {
    await meta.remove(tx, account)
    await tx.objectStore('meta').delete(['', meta.ENDED])
    await meta.dropKeyIfLast(tx)
  })
}
