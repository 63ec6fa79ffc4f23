import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

type Bytes = Uint8Array<ArrayBuffer>
interface Key {
  raw: Bytes
}
type Later = <T>(work: () => T) => Promise<T>

const TAG = 16

/** WebCrypto as far as the phone uses it, each answer a task of its own: in the browser too others come between. */
export function subtle(later: Later) {
  const key = (raw: Uint8Array): Key => ({ raw: new Uint8Array(raw) })
  return {
    importKey: (_: string, raw: Bytes) => later(() => key(raw)),
    // A passcode need not be dear to guess here.
    deriveKey: ({ salt }: { salt: Bytes }, { raw }: Key) =>
      later(() => key(createHmac('sha256', raw).update(salt).digest())),
    sign: (_: unknown, { raw }: Key, data: Bytes) =>
      later(() => bufferOf(createHmac('sha256', raw).update(data).digest())),
    encrypt: ({ iv, additionalData }: AesGcmParams, { raw }: Key, data: Bytes) =>
      later(() => {
        const cipher = createCipheriv('aes-256-gcm', raw, iv as Bytes)
        cipher.setAAD(additionalData as Bytes)
        return bufferOf(Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]))
      }),
    decrypt: ({ iv, additionalData }: AesGcmParams, { raw }: Key, sealed: Bytes) =>
      later(() => {
        const cipher = createDecipheriv('aes-256-gcm', raw, iv as Bytes)
        cipher.setAAD(additionalData as Bytes)
        cipher.setAuthTag(sealed.subarray(-TAG))
        return bufferOf(Buffer.concat([cipher.update(sealed.subarray(0, -TAG)), cipher.final()]))
      }),
  }
}

const bufferOf = (found: Buffer): ArrayBuffer => new Uint8Array(found).buffer
