import type { Sealer } from './seal'
import type { Change, Unit } from './types'

/** The rows as the app reads and writes them. */
export interface Rows {
  units: Unit
  outbox: Change
  /** Sync position and settings of an account; account '' is the device itself. */
  meta: { account: string; name: string; value: unknown }
  /** Last answers of the server, to be read without a network. */
  answers: { account: string; name: string; at: string; value: unknown }
}
export type Name = keyof Rows
export const NAMES: readonly Name[] = ['units', 'outbox', 'meta', 'answers']

/** As they lie on the disk: whose they are, by what they are found, and the row itself, sealed. */
export interface Stored {
  account: string
  name: string
  date?: string
  id?: string
  order?: number
  sealed?: Uint8Array<ArrayBuffer>
  value?: unknown
}

/** Read and wiped before a passcode is entered; none of it is about health. */
const IN_THE_OPEN: readonly string[] = ['epoch', 'cursor', 'numbers']

type Found = readonly [string, string] | readonly [string, string, string] | string

/** Where a row lies: of what it is about, only an HMAC stands in a key. */
export async function place(store: Name, key: Found, sealer: Sealer): Promise<[string, string] | string> {
  if (typeof key === 'string') return key
  const [account, ...words] = key
  return [account, store === 'meta' ? words[0]! : await sealer.name(words.join('|'))]
}

export async function shut<N extends Name>(store: N, row: Rows[N], sealer: Sealer): Promise<Stored> {
  const { account } = row
  if (store === 'meta' && (account === '' || IN_THE_OPEN.includes((row as Rows['meta']).name))) return row as Stored
  const words = 'kind' in row ? `${row.kind}|${row.key}` : row.name
  const name = store === 'meta' ? words : await sealer.name(words)
  const stored: Stored = { account, name }
  if (store === 'units') stored.date = (row as Unit).date
  if (store === 'outbox') Object.assign(stored, { id: (row as Change).id, order: (row as Change).order })
  stored.sealed = await sealer.seal(row, labelOf(store, stored))
  return stored
}

export async function open<N extends Name>(store: N, stored: Stored, sealer: Sealer): Promise<Rows[N]> {
  if (!stored.sealed) return stored as Rows[N]
  return (await sealer.unseal(stored.sealed, labelOf(store, stored))) as Rows[N]
}

const labelOf = (store: Name, { account, name, id }: Stored): string => JSON.stringify([store, account, name, id])
