import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import CarePage from '../src/routes/care/CarePage.svelte'
import { router } from '../src/router.svelte'
import { diary } from '../src/store/diary.svelte'
import * as outbox from '../src/store/outbox'
import { Care } from '../src/routes/care/care.svelte'
import * as evaluate from '../src/warnings/evaluate'
import * as texts from '../src/warnings/texts'
import { emptyPhone } from './phone'

vi.setConfig({ testTimeout: 30_000 })

const robin = { id: 'c1', role: 'carer', state: 'active', name: 'Robin', patient: 'p1', scope: 'log' }
const kim = { ...robin, id: 'c3', name: 'Kim', patient: 'p3' }
const asTherapist = { ...robin, id: 'c2', role: 'therapist', name: 'Noor', patient: 'p2', scope: 'full' }
const flag = { rule: 'RF01', level: 'emergency', message: 'Call now.', do: '', items: [] }

interface Answers {
  refuse?: number
  /** What the server holds of a patient, by what is asked. */
  holds?: Record<string, unknown[]>
  /** What a patient's pages wait for. */
  after?: (patient: string) => Promise<unknown>
}

function server({ refuse = 0, holds = {}, after = async () => undefined }: Answers = {}) {
  const written: { path: string; body: Record<string, unknown> }[] = []
  vi.stubGlobal('scrollTo', vi.fn())
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url)
    const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
    if (pathname === '/api/v1/consents') return answer({ results: [robin, kim, asTherapist], next: null })
    const [, patient, what] = /patients\/(\w+)\/(\w+)/.exec(pathname) ?? []
    if (request.method !== 'PATCH') {
      if (patient) await after(patient)
      return answer({ results: holds[`${patient}/${what}`] ?? [], next: null })
    }
    if (refuse) return answer({ code: 'not_found' }, refuse)
    const body = JSON.parse(await request.clone().text()) as Record<string, unknown>
    written.push({ path: pathname, body })
    return answer({
      sleep: null,
      tips_tried: [],
      ...body,
      date: pathname.split('/').at(-1),
      told_by: 'carer',
      safety: [flag],
    })
  })
  return written
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))
/** The first touch of a sheet comes after the time in which it takes none. */
const STEADY = 700
const row = (id: string, answer = true) =>
  userEvent.click(document.querySelector<HTMLElement>(`[data-row="${id}"] [data-answer="${answer}"]`)!)
const keepLogging = async () => {
  await wait(STEADY)
  await userEvent.click(screen.getByRole('button', { name: 'Keep logging' }))
}
const helping = async (patient = 'p1') => {
  router.go(`/care/${patient}`)
  const { unmount } = render(CarePage)
  await screen.findByText(/night, not yours/)
  return unmount
}

beforeEach(async () => {
  await emptyPhone()
  await diary.open()
  await diary.signedIn('tess', 'tess@example.com')
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

  it('saves what was said when it is left without a tap on save', async () => {
    const written = server()
    const leave = await helping()
    await row('strip.breath')
    await keepLogging()
    expect(written).toEqual([])

    leave()

    await vi.waitFor(() =>
      expect(written.map(({ body }) => body)).toMatchObject([{ checks: { 'strip.breath': true } }]),
    )
  })

  it('has what could not be saved as it was left here again, with its warning', async () => {
    server({ refuse: 503 })
    const leave = await helping()
    await row('strip.breath')
    await keepLogging()
    leave()
    await wait(100)
    const written = server()

    await helping()

    expect((await screen.findByRole('alertdialog')).textContent).toContain('Call now')
    await keepLogging()
    await userEvent.click(screen.getByRole('button', { name: 'Save for Robin' }))
    await vi.waitFor(() =>
      expect(written.map(({ body }) => body)).toMatchObject([{ checks: { 'strip.breath': true } }]),
    )
    expect(Object.keys(sessionStorage)).toEqual([])
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

describe('a warning at a helper’s', () => {
  const BREATH = /New breathlessness/
  const SWELLING = /One leg is newly swollen/
  const sheet = () => screen.queryByRole('alertdialog')?.textContent ?? null

  async function swollen() {
    await userEvent.click(screen.getByRole('button', { name: 'Pain' }))
    await row('sign.swell_one')
    await vi.waitFor(() => expect(document.querySelector('.follow [data-row="dvt.new_swelling"]')).toBeTruthy())
    await wait(100)
    expect(sheet()).toBeNull()
    await userEvent.click(screen.getByRole('checkbox', { name: SWELLING }))
  }

  it('that was folded away does not rise again with the next answer', async () => {
    server()
    await helping()
    await userEvent.click(await screen.findByRole('checkbox', { name: BREATH }))
    await vi.waitFor(() => expect(sheet()).toContain('Call now'))
    await keepLogging()
    expect(sheet()).toBeNull()

    await userEvent.click(screen.getByRole('button', { name: 'No pain' }))
    await wait(200)

    expect(sheet()).toBeNull()
    expect(screen.getByRole('region', { name: 'Warning' })).toBeTruthy()
  })

  it('of a row of the strip comes at once, also while the questions of a sign are open', async () => {
    server()
    await helping()

    await swollen()

    await vi.waitFor(() => expect(sheet()).toContain('This needs checking today'))
  })

  it('stands while what replaces it waits', async () => {
    server()
    await helping()
    await swollen()
    await vi.waitFor(() => expect(sheet()).not.toBeNull())
    await keepLogging()

    await row('dvt.new_swelling')
    await wait(200)

    expect(screen.queryByRole('region', { name: 'Warning' })).toBeTruthy()
  })

  it('is judged once with each answer, and not with each question that is put', async () => {
    server()
    await helping()
    await wait(300)
    const judge = vi.spyOn(evaluate, 'judge')

    await userEvent.click(screen.getByRole('checkbox', { name: SWELLING }))
    await vi.waitFor(() => expect(sheet()).not.toBeNull())
    await wait(100)

    expect(judge).toHaveBeenCalledTimes(1)
    vi.restoreAllMocks()
  })

  it('comes without the words of the rules, where they cannot be fetched', async () => {
    vi.spyOn(texts, 'ruleTexts').mockRejectedValue(new Error('offline'))
    server()
    await helping()

    await userEvent.click(await screen.findByRole('checkbox', { name: BREATH }))

    await vi.waitFor(() => expect(sheet()).toContain('Call now'))
    vi.restoreAllMocks()
  })
})

describe('another person’s night', () => {
  const held = {
    sleep: null,
    tips_tried: [],
    date: '',
    pain: true,
    checks: { 'strip.breath': true, 'strip.limb': false },
    episodes: [{ id: 'e1', intensity: 4 }],
  }
  const holds = () => ({ 'p1/nights': [{ ...held, date: diary.tonight() }], 'p1/safety': [flag] })
  /** A server that answers for Robin when it is told to. */
  function slowly() {
    let answer = (_: unknown) => undefined as void
    const waits = new Promise((done) => (answer = done))
    return { answer, after: async (patient: string) => patient === 'p1' && waits }
  }

  it('shows nothing of the one who was open before', async () => {
    server({ holds: holds() })
    const care = new Care()
    await care.open('p1', diary.tonight())
    expect([care.flags.length, care.nights.length]).toEqual([1, 1])

    void care.open('p3', diary.tonight())

    expect([care.flags, care.nights]).toEqual([[], []])
  })

  it('is not overlaid by an answer about the one before that comes late', async () => {
    const { answer, after } = slowly()
    server({ holds: holds(), after })
    const care = new Care()
    const late = care.open('p1', diary.tonight())
    await care.open('p3', diary.tonight())

    answer(null)
    await late

    expect([care.flags, care.nights, care.night]).toEqual([[], [], { date: diary.tonight() }])
  })

  it('keeps what was said while it was on its way', async () => {
    const { answer, after } = slowly()
    server({ holds: holds(), after })
    const care = new Care()
    const loaded = care.open('p1', diary.tonight())
    care.say({ checks: { 'strip.breath': false, 'strip.limb': true, 'strip.nerve': null } })
    care.put({ ...care.episode, intensity: 7 })

    answer(null)
    await loaded

    expect(care.night).toMatchObject({ pain: true, checks: { 'strip.breath': true, 'strip.limb': true } })
    expect(care.night.episodes?.map(({ intensity }) => intensity)).toEqual([4, 7])
    expect(care.opened.checks).toEqual(held.checks)
  })

  it('is not overlaid by an older answer once it was saved', async () => {
    const { answer, after } = slowly()
    const written = server({ holds: holds(), after })
    const care = new Care()
    const loaded = care.open('p1', diary.tonight())
    care.say({ checks: { 'strip.limb': true } })
    const saved = care.save('p1')
    answer(null)

    await Promise.all([loaded, saved])

    expect(written.at(-1)?.body).toMatchObject({ pain: true, checks: { 'strip.breath': true, 'strip.limb': true } })
    expect(care.flags).toEqual([flag])
  })
})
