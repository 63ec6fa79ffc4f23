import { beforeEach, describe, expect, it, vi } from 'vitest'
import { resendCode, signUp, signIn } from '../src/api/auth'
import { faultWords } from '../src/lib/faults'
import { api, ask } from '../src/api/client'
import { Problem, retryAfter } from '../src/api/problem'
import { words } from '../src/i18n/i18n.svelte'
import { waitAfter } from '../src/sync/backoff'

const json = (status: number, body: unknown, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })

/** Answers each request in turn and remembers what was asked. */
function answers(...responses: Response[]): Request[] {
  const asked: Request[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request)
    return responses.shift() ?? json(500, {})
  })
  return asked
}

beforeEach(() => {
  document.cookie = 'csrftoken=abc'
})

describe('the client', () => {
  it('throws a problem with the field at fault', async () => {
    answers(json(422, { code: 'invalid', errors: [{ field: 'data.value', code: 'type' }] }))

    await expect(ask(api.GET('/me', {}))).rejects.toMatchObject({
      status: 422,
      code: 'invalid',
      faults: [{ field: 'data.value', code: 'type' }],
    })
  })

  it('takes a new token once when the server says that the token was the fault', async () => {
    const asked = answers(
      json(403, { code: 'csrf_failed' }),
      json(200, {}),
      json(200, { results: [], changes: [], cursor: '', epoch: '' }),
    )

    await ask(api.POST('/patients/me/sync', { body: { cursor: null, device: 'd', sent_at: '', changes: [] } }))

    expect(asked.map(({ url }) => new URL(url).pathname)).toEqual([
      '/api/v1/patients/me/sync',
      '/_allauth/browser/v1/config',
      '/api/v1/patients/me/sync',
    ])
  })

  it.each([
    ['http:', 'planted'],
    ['https:', 'ours'],
  ])('by %s sends the token that the site reads there', async (protocol, token) => {
    vi.spyOn(document, 'cookie', 'get').mockReturnValue('xcsrftoken=no; csrftoken=planted; __Host-csrftoken=ours')
    vi.spyOn(location, 'protocol', 'get').mockReturnValue(protocol)
    const asked = answers(json(200, {}))

    await ask(api.PATCH('/me', { body: {} }))

    expect(asked[0]!.headers.get('X-CSRFToken')).toBe(token)
  })

  it.each(['de', 'es'] as const)('asks in the language of the screen: %s', async (language) => {
    const asked = answers(json(200, {}), json(200, {}))
    await words.use(language)

    await ask(api.GET('/profiles', {}))
    await ask(api.POST('/patients/me/sync', { body: { cursor: null, device: 'd', sent_at: '', changes: [] } }))

    expect(asked.map(({ headers }) => headers.get('Accept-Language'))).toEqual([language, language])
    await words.use('en')
  })

  it('does not ask twice for a plain refusal', async () => {
    const asked = answers(json(403, { code: 'not_allowed' }))

    await expect(ask(api.PATCH('/me', { body: {} }))).rejects.toMatchObject({ code: 'not_allowed' })
    expect(asked).toHaveLength(1)
  })

  it('calls a server that is not reached offline', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')))

    await expect(ask(api.GET('/me', {}))).rejects.toMatchObject({ status: 0, code: 'offline', passing: true })
  })
})

describe('signing in', () => {
  it('asks for the mailed code after signing up', async () => {
    answers(json(401, { data: { flows: [{ id: 'login' }, { id: 'verify_email', is_pending: true }] } }))

    expect(await signUp('a@b.test', 'long enough', { agreement: '2026-11-24', language: 'en' })).toBe('verify')
  })

  it('asks for the second factor where there is one', async () => {
    answers(json(401, { data: { flows: [{ id: 'mfa_authenticate', is_pending: true }] } }))

    expect(await signIn('a@b.test', 'long enough')).toBe('second_factor')
  })

  it('ends a session of which the phone never heard, and signs in', async () => {
    // Signed in, and killed before the diary was the account's: allauth answers 409 for as long as that one stands.
    const over = json(401, { meta: { is_authenticated: false } })
    const asked = answers(json(409, { status: 409 }), over, json(200, { data: {} }))

    expect(await signIn('a@b.test', 'long enough')).toBe('done')
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST'])
  })

  it('says what was wrong with the password', async () => {
    answers(json(400, { errors: [{ code: 'email_password_mismatch', message: 'Not correct.', param: 'password' }] }))

    await expect(signIn('a@b.test', 'wrong')).rejects.toMatchObject({ faults: [{ detail: 'Not correct.' }] })
  })
})

describe('waiting', () => {
  it('reads Retry-After in seconds or as a date', () => {
    expect(retryAfter('30')).toBe(30_000)
    expect(retryAfter('Sat, 21 Nov 2026 23:00:10 GMT', Date.UTC(2026, 10, 21, 23))).toBe(10_000)
    expect(retryAfter(null)).toBeNull()
  })

  it('grows with each failure, within five minutes, and never below the server’s word', () => {
    const waits = [1, 2, 3, 4, 20].map((n) => waitAfter(n, null, () => 1))

    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 300_000])
    expect(waitAfter(1, 60_000, () => 0)).toBe(60_000)
  })

  it('knows what is worth another try', () => {
    expect([0, 429, 503].every((status) => new Problem(status, 'x').passing)).toBe(true)
    expect([400, 401, 404, 422].some((status) => new Problem(status, 'x').passing)).toBe(false)
  })

  it('says of a step that is over that it is, not that something was changed', async () => {
    answers(json(409, { status: 409 }))

    const error = await resendCode().catch((error: unknown) => error)

    expect(faultWords(error)).toEqual(['This step is over, or was finished elsewhere. Please start again.'])
  })
})
