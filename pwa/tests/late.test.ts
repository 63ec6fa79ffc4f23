import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CachedQuery } from '../src/cache/cachedQuery.svelte'
import type { Flag } from '../src/api/types'
import { Caseload } from '../src/routes/desk/caseload.svelte'
import { VisitLinks } from '../src/routes/for-visit/links.svelte'
import { Sharing } from '../src/routes/sharing/sharing.svelte'
import { diary } from '../src/store/diary.svelte'
import { warnings } from '../src/warnings/warnings.svelte'
import { emptyPhone, useAccount } from './phone'

vi.setConfig({ testTimeout: 30_000 })

type Answer = (body: unknown) => void

/** A server that answers each question when it is told to: questions by method and path, the oldest first. */
function patiently(at: Record<string, unknown> = {}) {
  const waiting: Record<string, Answer[]> = {}
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url)
    const asked = `${request.method} ${pathname.replace('/api/v1', '')}`
    const answer = (body: unknown) => new Response(JSON.stringify(body), { status: 200 })
    if (asked in at) return Promise.resolve(answer(at[asked]))
    return new Promise<Response>((done) => (waiting[asked] ??= []).push((body) => done(answer(body))))
  })
  return (asked: string) =>
    vi.waitFor(() => {
      const next = waiting[asked]?.shift()
      expect(next, asked).toBeTruthy()
      return next!
    })
}

beforeEach(async () => {
  document.cookie = 'csrftoken=t'
  await emptyPhone()
  await useAccount('alice')
  await diary.open()
})

describe('an older answer does not show over a newer one', () => {
  it('of the server, kept on the phone', async () => {
    const answers: Answer[] = []
    const kept = new CachedQuery<unknown>('tips', () => new Promise((done) => answers.push(done)))
    const older = kept.refresh()
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    const newer = kept.refresh()
    await vi.waitFor(() => expect(answers).toHaveLength(2))
    answers[1]!('new')
    await newer

    answers[0]!('old')
    await older

    expect(kept.value).toBe('new')
  })

  it('of whom the diary is open to', async () => {
    const next = patiently({ 'GET /patients/me/access': { results: [] } })
    const sharing = new Sharing()
    const older = sharing.refresh()
    const first = await next('GET /patients/me/consents')
    const newer = sharing.refresh()
    const second = await next('GET /patients/me/consents')
    second({ results: [{ id: 'noor' }] })
    await newer

    first({ results: [] })
    await older

    expect(sharing.consents).toEqual([{ id: 'noor' }])
  })

  it('of the codes that are open, and takes no new one from the screen', async () => {
    const next = patiently({ 'POST /patients/me/visit-links': { id: 'new', code: '123' } })
    const links = new VisitLinks()
    const refreshed = links.refresh()
    const first = await next('GET /patients/me/visit-links')
    await links.make('full' as never)

    first({ results: [] })
    const again = await next('GET /patients/me/visit-links')
    again({ results: [{ id: 'new' }] })
    await refreshed

    expect([links.shown?.id, links.open.map(({ id }) => id)]).toEqual(['new', ['new']])
  })

  it('of the caseload in another order', async () => {
    const next = patiently({ 'GET /consents': { results: [] } })
    const caseload = new Caseload()
    const older = caseload.load('need')
    const first = await next('GET /caseload')
    const newer = caseload.load('name')
    const second = await next('GET /caseload')
    second({ sections: [], results: [{ patient: 'by name' }] })
    await newer

    first({ sections: [], results: [{ patient: 'by need' }] })
    await older

    expect(caseload.answer?.results.map(({ patient }) => patient)).toEqual(['by name'])
  })

  it('of the warnings that stand', async () => {
    const flag = { rule: 'RF07', level: 'emergency', message: '', night: '2026-11-20' } as Flag
    const next = patiently()
    const stop = warnings.start()
    const stands = () =>
      vi.waitFor(() => expect(warnings.all.map(({ rule }) => rule)).toEqual(['RF07']), { timeout: 10_000 })
    const older = warnings.refresh()
    const first = await next('GET /patients/me/safety')
    await warnings.take({ flags: [flag], replies: [] }, 'alice')

    first({ results: [], replies: [] })
    const again = await next('GET /patients/me/safety')
    await stands()
    again({ results: [flag], replies: [] })
    await older

    await stands()
    stop()
  })
})
