import type { Level } from '../safety/types'
import { get, write, type Write } from './db'
import { uuid } from './ids'
import { GUEST } from './types'

const DEVICE = ''
export const EMAIL = 'email'
/** So begin the names of texts that are being written. */
export const DRAFT = 'draft.'
/** Answers that were taken back as slips, by the warning they had raised. */
export const SLIPS = 'slips'
/** Of the device: whose sign-out the server has not heard of yet, and whose session was over at the last contact. */
export const SIGNING_OUT = 'signing_out'
export const ENDED = 'ended'
/** Of a phone with a passcode: the level of the most urgent warning that stands, to be told before it is entered. */
export const OPEN_WARNING = 'open_warning'

/** What the phone says of a session that ended elsewhere. */
export interface Ended {
  account: string
  /** The server's code. */
  reason: string
  /** Entries and words that were not sent: they wait for the same person, unseen. */
  unsent: number
  /** The level of the most urgent warning that stood. */
  level: Level | null
  /** The person has been told. */
  seen: boolean
  /** What was not sent is to be removed once the same person has signed in, and is sent otherwise. */
  drop?: boolean
}

export async function read<T>(account: string, name: string): Promise<T | undefined> {
  return (await get('meta', [account, name]))?.value as T | undefined
}

export async function put(tx: Write, account: string, name: string, value: unknown): Promise<void> {
  await tx.objectStore('meta').put({ account, name, value })
}

export function keep(account: string, name: string, value: unknown): Promise<void> {
  return write((tx) => put(tx, account, name, value))
}

/** Reads and writes in one step, so that two changes at once both stay. Where nothing is left the row goes. */
export function change<T>(
  account: string,
  name: string,
  changed: (value: T | undefined) => T | undefined,
): Promise<void> {
  return write(async (tx) => {
    if (account !== DEVICE) await mustBe(tx, account)
    const row = await tx.objectStore('meta').get([account, name])
    const value = changed(row?.value as T | undefined)
    if (value === undefined) await tx.objectStore('meta').delete([account, name])
    else await put(tx, account, name, value)
  })
}

/** As `change`, where nothing is left to keep. */
export function clear(account: string, name: string): Promise<void> {
  return write(async (tx) => {
    if (account !== DEVICE) await mustBe(tx, account)
    await tx.objectStore('meta').delete([account, name])
  })
}

/** This device's name in the merge rule; made once and kept. */
export async function deviceId(): Promise<string> {
  const known = await read<string>(DEVICE, 'device')
  if (known) return known
  let name = uuid()
  // Two tabs may open a new phone at once.
  await change<string>(DEVICE, 'device', (kept) => (name = kept ?? name))
  return name
}

export async function currentAccount(): Promise<string> {
  return (await read<string>(DEVICE, 'account')) ?? GUEST
}

export function belongTo(tx: Write, account: string): Promise<void> {
  return put(tx, DEVICE, 'account', account)
}

/** The phone has become someone else's, in this tab or another: what is of the one before is kept no more. */
export class SomeoneElse extends Error {}

/** Nothing is kept for someone whose phone it is no longer. */
export function wiped(error: unknown): void {
  if (!(error instanceof SomeoneElse)) throw error
}

/** Refuses the whole step for anyone but the one whose phone it is now. */
export async function mustBe(tx: Write, account: string): Promise<void> {
  const row = await tx.objectStore('meta').get([DEVICE, 'account'])
  if ((row?.value ?? GUEST) !== account) throw new SomeoneElse()
}

export async function answer<T>(account: string, name: string): Promise<{ at: string; value: T } | undefined> {
  const row = await get('answers', [account, name])
  return row && { at: row.at, value: row.value as T }
}

export function keepAnswer(account: string, name: string, value: unknown, at: string): Promise<void> {
  return write(async (tx) => {
    if (account !== DEVICE) await mustBe(tx, account)
    await tx.objectStore('answers').put({ account, name, at, value })
  })
}

/** Every row of an account, in one step; from then on the phone is a guest's. The server may have to hear of it. */
export function forget(account: string, signingOut = false): Promise<void> {
  return write(async (tx) => {
    await belongTo(tx, GUEST)
    await remove(tx, account)
    await tx.objectStore('meta').delete([DEVICE, OPEN_WARNING])
    await dropKeyIfLast(tx)
    if (signingOut) await put(tx, DEVICE, SIGNING_OUT, account)
  })
}

/** Every row of an account. */
export async function remove(tx: Write, account: string): Promise<void> {
  const whole = IDBKeyRange.bound([account], [account, []])
  await tx.objectStore('units').delete(whole)
  await tx.objectStore('meta').delete(whole)
  await tx.objectStore('answers').delete(whole)
  const outbox = tx.objectStore('outbox')
  for (const id of await outbox.index('by_account').getAllKeys(whole)) await outbox.delete(id)
}

/** Where no row of anyone is left, what a disk may still hold of those that were is of no use to anybody. */
export async function dropKeyIfLast(tx: Write): Promise<void> {
  const device = IDBKeyRange.bound([DEVICE], [DEVICE, []])
  const others = IDBKeyRange.lowerBound([DEVICE, []])
  for (const store of ['units', 'meta', 'answers'] as const)
    if ((await tx.objectStore(store).getAllKeys(others)).length) return
  if ((await tx.objectStore('outbox').getAllKeys(IDBKeyRange.lowerBound(''))).length) return
  await tx.objectStore('answers').delete(device)
  await tx.dropKey()
}
