/** What reads and writes rows: AES-GCM for what they say, an HMAC for the names by which they are found. */
export interface Sealer {
  readonly id: string
  /** Stands for `text` where rows are looked up, and tells nothing of it. */
  name(text: string): Promise<string>
  /** `label` says of which row it is; under another it does not open. */
  seal(value: unknown, label: string): Promise<Uint8Array<ArrayBuffer>>
  unseal(sealed: Uint8Array<ArrayBuffer>, label: string): Promise<unknown>
}

export interface Keys {
  aes: CryptoKey
  mac: CryptoKey
}

/** A passcode is set, and was not entered. */
export class Locked extends Error {}

const IV = 12
export const KEY_BYTES = 64
const encoder = new TextEncoder()
const decoder = new TextDecoder()
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)
export const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length))

/** Keys that no script can read out again. */
export async function importKeys(raw: Uint8Array<ArrayBuffer>): Promise<Keys> {
  const [aes, mac] = await Promise.all([
    crypto.subtle.importKey('raw', raw.slice(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt']),
    crypto.subtle.importKey('raw', raw.slice(32), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  ])
  return { aes, mac }
}

export async function encrypt(
  aes: CryptoKey,
  data: Uint8Array<ArrayBuffer>,
  label: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = random(IV)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytesOf(label) }, aes, data)
  const whole = new Uint8Array(IV + sealed.byteLength)
  whole.set(iv)
  whole.set(new Uint8Array(sealed), IV)
  return whole
}

export function decrypt(aes: CryptoKey, sealed: Uint8Array<ArrayBuffer>, label: string): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: sealed.subarray(0, IV), additionalData: bytesOf(label) },
    aes,
    sealed.subarray(IV),
  )
}

export function sealerWith(id: string, { aes, mac }: Keys): Sealer {
  const names = new Map<string, string>()
  return {
    id,
    async name(text) {
      const known = names.get(text)
      if (known) return known
      const made = btoa(
        String.fromCharCode(...new Uint8Array(await crypto.subtle.sign('HMAC', mac, bytesOf(text)), 0, 16)),
      )
      names.set(text, made)
      return made
    },
    seal: (value, label) => encrypt(aes, bytesOf(JSON.stringify(value)), label),
    unseal: async (sealed, label) => JSON.parse(decoder.decode(await decrypt(aes, sealed, label))) as unknown,
  }
}

/** For a page without https, where browsers offer no encryption. */
export const openSealer = (id: string): Sealer => ({
  id,
  name: (text) => Promise.resolve(text),
  seal: (value) => Promise.resolve(bytesOf(JSON.stringify(value))),
  unseal: (bytes) => Promise.resolve(JSON.parse(decoder.decode(bytes)) as unknown),
})

const locked = () => Promise.reject(new Locked())
/** Before the passcode is entered: rows can be counted and wiped, and neither read nor written. */
export const lockedSealer = (id: string): Sealer => ({ id, name: locked, seal: locked, unseal: locked })
