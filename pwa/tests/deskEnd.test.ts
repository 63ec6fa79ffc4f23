import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { role } from '../src/routes/desk/role.svelte'
import DeskEnd from '../src/routes/security/DeskEnd.svelte'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

/** A server on which the account is a therapist's until it asks not to be; what was sent is kept. */
function server(roles: string[]) {
  const sent: string[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`)
    if (request.method === 'DELETE') roles = ['patient']
    return new Response(JSON.stringify({ roles }), { headers: { 'Content-Type': 'application/json' } })
  })
  return { writes: () => sent.filter((one) => !one.startsWith('GET')) }
}

const button = () => screen.findByRole('button', { name: 'Give up the desk' })

describe("a therapist's desk", () => {
  beforeEach(async () => {
    document.cookie = 'csrftoken=t'
    await emptyPhone()
    await diary.open()
    await diary.signedIn('tess', 'tess@example.com')
  })

  it('is given up only after what that means was said', async () => {
    const { writes } = server(['patient', 'therapist'])
    await role.refresh()
    sessionStorage.setItem('stillnight.draft.tess.alice.plan', 'Heel raises')
    render(DeskEnd)

    await userEvent.click(await button())
    expect(writes()).toEqual([])
    expect(screen.getByText(/Every diary that was opened to you closes/)).toBeTruthy()
    await userEvent.click(await button())

    expect(await screen.findByText(/The desk is closed/)).toBeTruthy()
    expect(writes()).toEqual(['DELETE /api/v1/me/therapist'])
    expect(role.therapist).toBe(false)
    expect(JSON.stringify(sessionStorage)).not.toContain('Heel')
  })

  it('is not offered for giving up to whoever has none', async () => {
    server(['patient'])
    await role.refresh()

    const { container } = render(DeskEnd)

    expect(container.textContent).toBe('')
  })
})
