import { api, ask, askAuth } from './client'
import { Problem, problemOf } from './problem'

/** One way of proving who signs in, besides the password. */
export interface Factor {
  type: 'totp' | 'webauthn' | 'recovery_codes'
  id?: number
  name?: string
  created_at: number
  last_used_at: number | null
  unused_code_count?: number
  /** Shown once, in the first answer after they were made. */
  unused_codes?: string[]
}

/** Somewhere this account is signed in. */
export interface SignedIn {
  id: number
  user_agent: string
  created_at: number
  is_current: boolean
}

export interface Address {
  email: string
  verified: boolean
  primary: boolean
}

/** What an authenticator app needs, as letters and as the address behind a QR code. */
export interface Seed {
  secret: string
  totp_url: string
}

interface Answer {
  data?: unknown
  meta?: Seed
  errors?: { message: string; code: string; param?: string }[]
}

export const factors = (): Promise<Factor[]> => data('GET', '/account/authenticators')

export const turnTotpOn = (code: string): Promise<unknown> => data('POST', '/account/authenticators/totp', { code })

export const turnTotpOff = (): Promise<unknown> => data('DELETE', '/account/authenticators/totp')

export const recoveryCodes = (): Promise<Factor> => data('GET', '/account/authenticators/recovery-codes')

export const newRecoveryCodes = (): Promise<Factor> => data('POST', '/account/authenticators/recovery-codes', {})

export const renamePasskey = (id: number, name: string): Promise<unknown> =>
  data('PUT', '/account/authenticators/webauthn', { id, name })

export const removePasskey = (id: number): Promise<unknown> =>
  data('DELETE', '/account/authenticators/webauthn', { authenticators: [id] })

export const sessions = (): Promise<SignedIn[]> => data('GET', '/auth/sessions')

export const endSessions = (ids: number[]): Promise<SignedIn[]> => data('DELETE', '/auth/sessions', { sessions: ids })

export const addresses = (): Promise<Address[]> => data('GET', '/account/email')

export const changeAddress = (email: string): Promise<unknown> => data('POST', '/account/email', { email })

export const provePassword = (password: string): Promise<unknown> => data('POST', '/auth/reauthenticate', { password })

/** Sends the code to who has no password; it works on this device only. */
export const askProofCode = (): Promise<unknown> => ask(api.POST('/me/proof/code', {}))

export const proveMail = (code: string): Promise<unknown> => ask(api.POST('/me/proof', { body: { code } }))

/** Asks for the proof now, for what the browser does by itself afterwards. */
export async function provenFirst(): Promise<void> {
  await ask(api.GET('/me/proof', { params: { query: { fresh: 'true' } } }))
}

export const proveCode = (code: string): Promise<unknown> => data('POST', '/auth/2fa/reauthenticate', { code })

export const changePassword = (current: string, fresh: string): Promise<unknown> =>
  data('POST', '/account/password/change', { current_password: current, new_password: fresh })

/** A new secret for an authenticator app; null when one is set up already. allauth tells it with "not found". */
export async function totpSeed(): Promise<Seed | null> {
  const response = await askAuth('GET', '/account/authenticators/totp')
  if (response.status === 404) return ((await response.json()) as Answer).meta ?? null
  if (response.ok) return null
  throw await refusal(response)
}

export async function data<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await askAuth(method, path, body)
  if (!response.ok) throw await refusal(response)
  return ((await response.json().catch(() => ({}))) as Answer).data as T
}

async function refusal(response: Response): Promise<Problem> {
  const said = (await response
    .clone()
    .json()
    .catch(() => ({}))) as Answer
  if (!said.errors?.length) return problemOf(response)
  return new Problem(
    response.status,
    said.errors[0]!.code,
    said.errors.map(({ code, message, param }) => ({ code, detail: message, field: param })),
  )
}
