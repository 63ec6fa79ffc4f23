import { askAuth } from './client'
import { passkeyProof } from './passkeys'
import { Problem, problemOf } from './problem'

export type Step = 'done' | 'verify' | 'login_code' | 'second_factor' | 'second_passkey' | 'sign_in'

interface AuthAnswer {
  status: number
  data?: { user?: { id: string; email: string }; flows?: { id: string; is_pending?: boolean; types?: string[] }[] }
  errors?: { message: string; code: string; param?: string }[]
}

export interface Agreed {
  agreement: string
  language: string
}

export const signUp = (email: string, password: string, agreed: Agreed): Promise<Step> =>
  begin('/auth/signup', { email, password, ...agreed })

export const signIn = (email: string, password: string): Promise<Step> => begin('/auth/login', { email, password })

export const verifyEmail = (key: string): Promise<Step> => step('POST', '/auth/email/verify', { key })

export const secondFactor = (code: string): Promise<Step> => step('POST', '/auth/2fa/authenticate', { code })

export const secondPasskey = async (): Promise<Step> =>
  step('POST', '/auth/webauthn/authenticate', { credential: await passkeyProof('authenticate') })

export const signInWithPasskey = async (): Promise<Step> =>
  begin('/auth/webauthn/login', { credential: await passkeyProof('login') })

/**
 * A code by e-mail in place of the password: it can be typed inside an installed app, where a link would open
 * elsewhere.
 */
export const askLoginCode = (email: string): Promise<Step> => begin('/auth/code/request', { email })

export const confirmLoginCode = (code: string): Promise<Step> => step('POST', '/auth/code/confirm', { code })

export const askReset = (email: string): Promise<Step> => step('POST', '/auth/password/request', { email })

export const resetPassword = (key: string, password: string): Promise<Step> =>
  step('POST', '/auth/password/reset', { key, password })

export async function resendCode(): Promise<void> {
  await step('POST', '/auth/email/verify/resend')
}

/** A session that is gone already counts as signed out; anything but the server's own word for it does not. */
export async function signOut(): Promise<void> {
  const response = await askAuth('DELETE', '/auth/session')
  const { meta } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { meta?: { is_authenticated?: boolean } }
  if (meta?.is_authenticated !== false) throw await problemOf(response)
}

/**
 * The first step. A session may stand of which this phone knows nothing: it signed in, and was killed or lost the
 * network before the diary was the account's. That one is ended first.
 */
async function begin(path: string, body: unknown): Promise<Step> {
  try {
    return await step('POST', path, body)
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'flow_over')) throw error
    await signOut()
    return step('POST', path, body)
  }
}

/** allauth answers 401 for "one more step"; which step is written in the pending flow. */
async function step(method: string, path: string, body?: unknown): Promise<Step> {
  // Whoever signed out without a network is signed out first.
  await (await import('../sync/session')).endSession()
  const response = await askAuth(method, path, body)
  if (response.status === 429 || response.status >= 500) throw await problemOf(response)
  const answer = (await response.json().catch(() => ({}))) as AuthAnswer
  if (response.ok) return 'done'
  if (answer.errors?.length) throw new Problem(response.status, answer.errors[0]!.code, answer.errors.map(asFault))
  const pending = answer.data?.flows?.find((flow) => flow.is_pending)
  if (pending?.id === 'verify_email') return 'verify'
  if (pending?.id === 'login_by_code') return 'login_code'
  if (pending?.id === 'mfa_authenticate')
    return pending.types?.includes('webauthn') ? 'second_passkey' : 'second_factor'
  // No step of that kind is open any more.
  if (response.status === 409) throw new Problem(409, 'flow_over')
  return 'sign_in'
}

function asFault({ code, message, param }: { code: string; message: string; param?: string }) {
  return { code, detail: message, field: param }
}
