import { database, during, keyRow, putKey, sealerOf, unlock, whole, type KeyRow, type Raw, type Wrapped } from './db'
import { uuid } from './ids'
import * as meta from './meta'
import { NAMES, open, shut, type Stored } from './rows'
import { bytesOf, decrypt, encrypt, importKeys, KEY_BYTES, random, sealerWith, type Sealer } from './seal'
import { GUEST } from './types'

export const SHORTEST = 6
/** PBKDF2-SHA-256 as OWASP has it; kept beside each key, so that a later release may ask for more. */
const ITERATIONS = 600_000
const SALT = 16
const LABEL = 'key'
/** So many wrong ones are free; then each costs twice the wait of the one before. */
const FREE_TRIES = 5
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 3_600_000
const TRIES = 'passcode_tries'

export class WrongPasscode extends Error {}
/** Too many wrong ones: none is tried before so many milliseconds are over. */
export class TooSoon extends Error {
  readonly wait: number

  constructor(wait: number) {
    super()
    this.wait = wait
  }
}

export const able = (): boolean => Boolean(globalThis.crypto?.subtle)
export const isSet = async (): Promise<boolean> => Boolean((await keyRow())?.wrapped)

/** A new key, which never lay on the disk in the open, for all that is here: all of it or nothing. */
export async function set(passcode: string): Promise<void> {
  const raw = random(KEY_BYTES)
  const row: KeyRow = { id: uuid(), wrapped: await wrap(raw, passcode) }
  const keys = await importKeys(raw)
  const to = sealerWith(row.id, keys)
  const before = await keyRow()
  await whole(await database(), async (tx) => {
    if (before?.wrapped || (await tx.objectStore('keys').get('id')) !== before?.id)
      throw new Error('another tab was first')
    if (before) await sealAnew(tx, sealerOf(before), to)
    await putKey(tx, row)
  })
  unlock(row.id, keys)
}

async function sealAnew(tx: Raw, from: Sealer, to: Sealer): Promise<void> {
  for (const name of NAMES) {
    const stored = (await tx.objectStore(name).getAll()) as Stored[]
    const rows = await during(tx, Promise.all(stored.map(async (row) => shut(name, await open(name, row, from), to))))
    await tx.objectStore(name).clear!()
    for (const row of rows) await tx.objectStore(name).put!(row)
  }
}

/** Opens the diary in this page. */
export async function enter(passcode: string): Promise<void> {
  const { id, raw } = await unwrap(passcode)
  unlock(id, await importKeys(raw))
}

export async function change(passcode: string, next: string): Promise<void> {
  const { id, raw } = await unwrap(passcode)
  await keepKey({ id, wrapped: await wrap(raw, next) })
}

/** The key lies beside the diary again. */
export async function takeAway(passcode: string): Promise<void> {
  const { id, raw } = await unwrap(passcode)
  await keepKey({ id, keys: await importKeys(raw) })
  await meta.clear('', meta.OPEN_WARNING)
}

/** Over the same key alone: what another one has sealed meanwhile would open no more. */
async function keepKey(row: KeyRow): Promise<void> {
  await whole(await database(), async (tx) => {
    if ((await tx.objectStore('keys').get('id')) !== row.id) throw new Error('another tab was first')
    await putKey(tx, row)
  })
}

/** Nothing that was kept here is left, of anyone; a session that stands is ended with the next contact. */
export async function forgetAll(): Promise<void> {
  const account = await meta.currentAccount()
  await whole(await database(), async (tx) => {
    for (const name of [...NAMES, 'keys']) await tx.objectStore(name).clear!()
    if (account !== GUEST) await tx.objectStore('meta').put!({ account: '', name: meta.SIGNING_OUT, value: account })
  })
}

const passcodeBytes = (passcode: string) => bytesOf(passcode.normalize('NFKC'))

async function wrappingKey(
  passcode: string,
  { salt, iterations }: Pick<Wrapped, 'salt' | 'iterations'>,
): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', passcodeBytes(passcode), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

async function wrap(raw: Uint8Array<ArrayBuffer>, passcode: string): Promise<Wrapped> {
  const how = { salt: random(SALT), iterations: ITERATIONS }
  return { ...how, key: await encrypt(await wrappingKey(passcode, how), raw, LABEL) }
}

async function unwrap(passcode: string): Promise<{ id: string; raw: Uint8Array<ArrayBuffer> }> {
  const row = await keyRow()
  if (!row?.wrapped) throw new Error('no passcode is set')
  await countTry()
  const { wrapped } = row
  const raw = await decrypt(await wrappingKey(passcode, wrapped), wrapped.key, LABEL).catch(() => {
    throw new WrongPasscode()
  })
  await meta.clear('', TRIES)
  return { id: row.id, raw: new Uint8Array(raw) }
}

interface Tries {
  count: number
  at: number
}

/** Counted before it is tried: a page that is killed meanwhile has had its try. */
async function countTry(): Promise<void> {
  let wait = 0
  await meta.change<Tries>('', TRIES, (tries = { count: 0, at: 0 }) => {
    const now = Date.now()
    const over = tries.count - FREE_TRIES
    const due = over < 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** over)
    // A clock that was set back has waited for nothing.
    wait = now < tries.at ? due : Math.max(0, tries.at + due - now)
    return wait > 0 ? tries : { count: tries.count + 1, at: now }
  })
  if (wait > 0) throw new TooSoon(wait)
}
