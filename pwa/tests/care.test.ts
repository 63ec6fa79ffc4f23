import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import CarePage from '../src/routes/care/CarePage.svelte'
import { router } from '../src/router.svelte'
import { diary } from '../src/store/diary.svelte'
import * as outbox from '../src/store/outbox'
import { emptyPhone } from './phone'

const robin = { id: 'c1', role: 'carer', state: 'active', name: 'Robin', patient: 'p1', scope: 'log' }
const asTherapist = { ...robin, id: 'c2', role: 'therapist', name: 'Noor', patient: 'p2', scope: 'full' }
const flag = { rule: 'RF01', level: 'emergency', message: 'Call now.', do: '', items: [] }

function server({ refuse = 0 } = {}) {
  const written: { path: string; body: Record<string, unknown> }[] = []
  vi.stubGlobal('scrollTo', vi.fn())
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url)
    const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
    if (pathname === '/api/v1/consents') return answer({ results: [robin, asTherapist], next: null })
    if (pathname.endsWith('/safety')) return answer({ results: [], next: null })
    if (request.method !== 'PATCH') return answer({ results: [], next: null })
    if (refuse) return answer({ code: 'not_found' }, refuse)
    const body = JSON.parse(await request.clone().text()) as Record<string, unknown>
    written.push({ path: pathname, body })
    return answer({ sleep: null, tips_tried: [], ...body, date: pathname.split('/').at(-1), told_by: 'carer', safety: [flag] })
  })
  return written
}

beforeEach(async () => {
  await emptyPhone()
  await diary.open()
  await diary.signedIn('tess')
})

describe('writing for someone', () => {
  it('offers only those who asked for it', async () => {
    server()
    router.go('/care')
    render(CarePage)

    expect((await screen.findByRole('link', { name: 'Robin' })).getAttribute('href')).toBe('/care/p1')
    expect(screen.queryByText('Noor')).toBeNull()
  })

  it('saves what was said at the server, shows the warning, and keeps nothing on this phone', async () => {
    const written = server()
    router.go('/care/p1')
    render(CarePage)

    expect(await screen.findByText("Robin's night, not yours")).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Pain' }))
    await userEvent.click(screen.getByRole('button', { name: '7' }))
    await userEvent.click(screen.getByRole('button', { name: 'Save for Robin' }))

    expect((await screen.findByRole('alertdialog')).textContent).toContain('About Robin')
    expect(written).toHaveLength(1)
    expect(written[0]!.path).toBe(`/api/v1/patients/p1/nights/${diary.tonight()}`)
    expect(written[0]!.body).toMatchObject({ pain: true, episodes: [{ intensity: 7 }] })
    expect(await outbox.all('tess')).toEqual([])
    expect(diary.nights).toEqual({})
  })

  it('shows the warning of a yes before anything is sent, and once', async () => {
    const written = server()
    router.go('/care/p1')
    render(CarePage)

    await userEvent.click(await screen.findByRole('checkbox', { name: /New breathlessness/ }))

    expect((await screen.findByRole('alertdialog')).textContent).toContain('Call now')
    expect(written).toEqual([])
  })

  it('has a note at the server while it is typed', async () => {
    const written = server()
    router.go('/care/p1')
    render(CarePage)
    await userEvent.click(await screen.findByRole('button', { name: 'Pain' }))

    await userEvent.type(screen.getByRole('textbox', { name: 'A note', hidden: true }), 'restless')

    await vi.waitFor(() => expect(written.at(-1)?.body).toMatchObject({ pain: true, episodes: [{ note: 'restless' }] }))
    expect(written).toHaveLength(1)
    expect(await outbox.all('tess')).toEqual([])
  })

  it('says plainly when access has ended, and keeps what was typed', async () => {
    server({ refuse: 404 })
    router.go('/care/p1')
    render(CarePage)

    await userEvent.click(await screen.findByRole('button', { name: 'No pain' }))
    await userEvent.click(screen.getByRole('button', { name: 'Save for Robin' }))

    expect((await screen.findByRole('alert')).textContent).toContain('ended your access')
    expect(screen.getByRole('button', { name: 'No pain' }).getAttribute('aria-pressed')).toBe('true')
  })
})
