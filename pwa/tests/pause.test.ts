import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { PauseOffer } from '../src/api/types'
import Pause from '../src/routes/tonight/Pause.svelte'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

const calm: PauseOffer = {
  quiet_nights: 14,
  may_rest: true,
  resting: false,
  ask: true,
  missing: ['2026-11-20', '2026-11-21'],
}
const week: PauseOffer = { ...calm, resting: true, missing: Array.from({ length: 7 }, (_, n) => `2026-11-${15 + n}`) }

function server(...answers: (PauseOffer | number)[]) {
  const said: unknown[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    if (!request.url.endsWith('/quiet')) return new Response('{}', { status: 200 })
    if (request.method === 'POST') said.push(JSON.parse(await request.clone().text()))
    const answer = answers.shift() ?? 404
    return typeof answer === 'number' ? new Response('{}', { status: answer }) : new Response(JSON.stringify(answer))
  })
  return said
}

beforeEach(async () => {
  await emptyPhone()
  await diary.open()
  await diary.signedIn('alice', 'alice@example.com')
})

describe('the journal at rest', () => {
  it('is offered after fourteen quiet nights and says what the answer does', async () => {
    const said = server(calm, { ...calm, resting: true, ask: false, missing: [] })
    render(Pause)

    expect(await screen.findByText(/2 nights of this week .* filled in as quiet/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'All quiet, let it rest' }))

    expect(await screen.findByText(/journal is resting/)).toBeTruthy()
    expect(said).toEqual([{ answer: 'all_quiet' }])
  })

  it('can be put off', async () => {
    const said = server(calm, { ...calm, ask: false })
    const { container } = render(Pause)

    await userEvent.click(await screen.findByRole('button', { name: 'Not now' }))

    await vi.waitFor(() => expect(container.textContent?.trim()).toBe(''))
    expect(said).toEqual([{ answer: 'not_now' }])
  })

  it('asks about the week, and leads to the nights when it was not quiet', async () => {
    server(week)
    render(Pause)

    expect(await screen.findByRole('heading', { name: 'Was the week quiet?' })).toBeTruthy()
    expect(screen.getByRole('link', { name: 'Not quite' }).getAttribute('href')).toBe('/nights')
  })

  it('keeps the question when the answer cannot be sent', async () => {
    server(week, 503)
    render(Pause)

    await userEvent.click(await screen.findByRole('button', { name: 'All quiet' }))

    expect(await screen.findByRole('alert')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'All quiet' })).toBeTruthy()
  })

  it.each([
    ['nothing to ask', { ...calm, ask: false }],
    ['no diary yet', 404],
  ] as const)('says nothing with %s', async (_, answer) => {
    server(answer)
    const { container } = render(Pause)
    await new Promise((done) => setTimeout(done, 50))
    expect(container.textContent?.trim()).toBe('')
  })
})
