import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { textIn, version } from '../src/routes/account/agreement'
import SignUp from '../src/routes/account/SignUp.svelte'
import Agree from '../src/routes/agree/Agree.svelte'
import { words } from '../src/i18n/i18n.svelte'
import { diary } from '../src/store/diary.svelte'
import { sync } from '../src/sync/sync.svelte'
import { emptyPhone } from './phone'

const me = {
  id: 'alice',
  email: 'a@b.test',
  name: '',
  timezone: 'UTC',
  language: 'en',
  night_turns_at: '12:00',
  roles: ['patient'],
  patient: 'p',
  resting: false,
  agreement: null,
  agreement_due: version,
  erase_on: null,
}
const agreed = {
  ...me,
  agreement: { version, language: 'en', agreed_at: '2026-11-24T08:00:00Z', withdrawn_at: null },
  agreement_due: null,
}
const withdrawn = { ...agreed, agreement_due: version, erase_on: '2026-12-08' }

/** Answers each call of the account in turn and remembers what was asked. */
function server(...answers: { status?: number; body: unknown }[]) {
  const asked: { method: string; path: string; body: string }[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push({ method: request.method, path: new URL(request.url).pathname, body: await request.clone().text() })
    const { status = 200, body } = request.url.endsWith('/config')
      ? { body: {} }
      : (answers.shift() ?? { status: 404, body: {} })
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
  })
  return asked
}

beforeEach(async () => {
  await words.whole()
  await emptyPhone()
  await diary.open()
})

describe('the text', () => {
  it('is whole in every language and says how long it can be taken back', () => {
    for (const language of ['en', 'de', 'es'] as const) {
      const { title, points, box, withdrawing } = textIn(language)
      expect([title, box, ...points, ...withdrawing].every(Boolean)).toBe(true)
      expect(withdrawing.join(' ')).toMatch(/\b14\b/)
    }
  })
})

describe('sign-up', () => {
  it('shows the text, with a box that is empty and must be ticked', async () => {
    render(SignUp)

    expect(screen.getByText(textIn('en').points[0]!)).toBeTruthy()
    const box = screen.getByRole('checkbox', { name: textIn('en').box }) as HTMLInputElement
    expect(box.checked).toBe(false)
    expect(box.required).toBe(true)
  })

  it('sends which text was agreed to, and in which language', async () => {
    const asked = server({ status: 401, body: { data: { flows: [{ id: 'verify_email', is_pending: true }] } } })
    render(SignUp)

    await userEvent.type(screen.getByRole('spinbutton'), '1961')
    await userEvent.type(screen.getByLabelText('E-mail'), 'a@b.test')
    await userEvent.type(screen.getByLabelText('Password'), 'a long enough one')
    await userEvent.click(screen.getByRole('checkbox', { name: textIn('en').box }))
    await userEvent.click(screen.getByRole('button', { name: 'Create' }))

    await vi.waitFor(() => expect(asked.some(({ path }) => path.endsWith('/auth/signup'))).toBe(true))
    const { body } = asked.find(({ path }) => path.endsWith('/auth/signup'))!
    expect(JSON.parse(body)).toMatchObject({ email: 'a@b.test', agreement: version, language: 'en' })
  })
})

describe('the page of the agreement', () => {
  beforeEach(async () => {
    await diary.signedIn('alice', 'alice@example.com')
  })

  it('lets nobody agree by accident', async () => {
    server({ body: me })
    render(Agree)

    const agree = (await screen.findByRole('button', { name: 'Agree and go on' })) as HTMLButtonElement
    expect(agree.disabled).toBe(true)
    await userEvent.click(screen.getByRole('checkbox'))
    expect(agree.disabled).toBe(false)
  })

  it('withdraws with one touch and one confirmation, and says what happens before and after', async () => {
    const asked = server({ body: agreed }, { body: withdrawn })
    render(Agree)

    await userEvent.click(await screen.findByRole('button', { name: 'Withdraw my agreement' }))
    expect(screen.getByText(textIn('en').withdrawing[2]!)).toBeTruthy()
    expect(asked.some(({ method }) => method === 'DELETE')).toBe(false)
    await userEvent.click(screen.getByRole('button', { name: 'Withdraw my agreement' }))

    expect(await screen.findByText(/Everything is erased on .*2026/)).toBeTruthy()
    expect(asked.some(({ method, path }) => method === 'DELETE' && path === '/api/v1/me/agreement')).toBe(true)
  })

  it('can be read without a network', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
    render(Agree)

    expect(screen.getByText(textIn('en').points[0]!)).toBeTruthy()
    expect(await screen.findByRole('alert')).toBeTruthy()
  })
})

describe('the queue', () => {
  it('waits and keeps everything while the agreement is withdrawn', async () => {
    await diary.signedIn('alice', 'alice@example.com')
    await diary.save([{ kind: 'night', key: '2026-11-21', date: '2026-11-21', op: 'put', data: { pain: false } }])
    const asked = server({ status: 403, body: { code: 'agreement_withdrawn' } })
    sync.resume()

    await vi.waitFor(() => expect(sync.status).toBe('withdrawn'))
    await sync.flush()

    expect(asked.filter(({ path }) => path.endsWith('/sync'))).toHaveLength(1)
    expect(diary.unsent).toHaveLength(1)
  })
})
