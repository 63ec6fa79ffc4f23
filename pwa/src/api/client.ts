import createClient from 'openapi-fetch'
import type { paths } from './paths'
import { Problem, problemOf } from './problem'

const AUTH = '/_allauth/browser/v1'
const TIMEOUT_MS = 20_000

/**
 * Read at each send and never stored: a session may have changed since. By https only the name that no neighbour can
 * set.
 */
function token(): string {
  const name = location.protocol === 'https:' ? '__Host-csrftoken' : 'csrftoken'
  return (
    document.cookie
      .split('; ')
      .find((one) => one.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? ''
  )
}

/** Whether this browser has ever signed in, or tried to. */
export const hasToken = (): boolean => token() !== ''

/** Asks the server to set its token cookie; answers 200 for anyone. */
async function refreshToken(): Promise<void> {
  const answer = await send(new Request(`${AUTH}/config`))
  // Its words are of no use; unread they would hold the connection.
  await answer.body?.cancel()
}

/** In the language of the screen, which need not be the browser's. */
async function send(request: Request, patience = TIMEOUT_MS): Promise<Response> {
  request.headers.set('Accept-Language', document.documentElement.lang || 'en')
  try {
    return await fetch(request, {
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(patience),
    })
  } catch {
    throw new Problem(0, 'offline')
  }
}

/**
 * Sends it, and again: with a new token when the token was the fault, after a proof where the server wants one first.
 */
export async function exchange(request: Request, patience = TIMEOUT_MS, more = 2): Promise<Response> {
  if (request.method !== 'GET') {
    if (token() === '') await refreshToken()
    request.headers.set('X-CSRFToken', token())
  }
  const again = request.clone()
  const response = await send(request, patience)
  const code = more && /40[13]/.test(`${response.status}`) ? (await problemOf(response.clone())).code : ''
  if (code === 'csrf_failed') await refreshToken()
  else if (code === 'prove_again') await (await import('../routes/security/proof.svelte')).askProof(response)
  else {
    // Whatever is asked for, a session that is over is noticed.
    if (more && response.status === 401)
      void import('../sync/session').then(({ check }) => check()).catch(() => undefined)
    return response
  }
  return exchange(again, patience, more - 1)
}

const client = createClient<paths>({ baseUrl: '/api/v1', fetch: (request) => exchange(request) })

/** The one client of the API. Every answer that is not a success is thrown as a `Problem`. */
export const api = client

export async function ask<T>(answering: Promise<{ data?: T; response: Response; error?: unknown }>): Promise<T> {
  const { data, response, error } = await answering
  if (response.ok) return data as T
  const body = (error ?? {}) as { code?: string; errors?: Problem['faults']; detail?: string }
  throw await problemOf(new Response(JSON.stringify(body), { status: response.status, headers: response.headers }))
}

/** Sign-in speaks allauth's own language; its errors are read by `auth.ts`. */
export function askAuth(method: string, path: string, body?: unknown): Promise<Response> {
  const request = new Request(new URL(AUTH + path, location.origin), {
    method,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return exchange(request)
}
