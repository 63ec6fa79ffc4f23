import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { Problem } from './problem'
import { data } from './security'

interface Creation {
  creation_options: { publicKey: PublicKeyCredentialCreationOptionsJSON }
}

interface Request {
  request_options: { publicKey: PublicKeyCredentialRequestOptionsJSON }
}

/** Passkeys need a secure address and a browser that has them. */
export const able = (): boolean => window.isSecureContext && browserSupportsWebAuthn()

/** Makes a passkey on this device that can sign in without a password; the server does not know it yet. */
export async function makePasskey(): Promise<unknown> {
  const { creation_options } = await data<Creation>('GET', '/account/authenticators/webauthn?passwordless')
  return asked(startRegistration({ optionsJSON: creation_options.publicKey }))
}

export const keepPasskey = (name: string, credential: unknown): Promise<unknown> =>
  data('POST', '/account/authenticators/webauthn', { name, credential })

/** The proof for one of allauth's doors: `login`, `authenticate` (second step) or `reauthenticate`. */
export async function passkeyProof(door: 'login' | 'authenticate' | 'reauthenticate'): Promise<unknown> {
  const { request_options } = await data<Request>('GET', `/auth/webauthn/${door}`)
  return asked(startAuthentication({ optionsJSON: request_options.publicKey }))
}

export async function provePasskey(): Promise<void> {
  await data('POST', '/auth/webauthn/reauthenticate', { credential: await passkeyProof('reauthenticate') })
}

/** Closing the browser's own window is a choice; it is said in plain words. */
async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch {
    throw new Problem(0, 'passkey_refused')
  }
}
