import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { tick } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CaseloadAnswer, CaseRow, Plan, PlanItem } from '../src/api/desk'
import type { Verdict } from '../src/lib/course/record'
import { isoWeekday } from '../src/night/date'
import { setTick } from '../src/night/edits'
import Desk from '../src/routes/desk/Desk.svelte'
import CaseloadPage from '../src/routes/desk/CaseloadPage.svelte'
import { shelves } from '../src/routes/desk/caseload.svelte'
import HeatView from '../src/routes/desk/HeatView.svelte'
import LegMap from '../src/routes/desk/LegMap.svelte'
import { NoteDraft } from '../src/routes/desk/noteDraft.svelte'
import PatientScreen from '../src/routes/desk/PatientScreen.svelte'
import Reviewed from '../src/routes/desk/Reviewed.svelte'
import { asWanted, PatientDesk } from '../src/routes/desk/patient.svelte'

const nothing = { now: null, before: null, change: null, meaningful: null }
const none = { first: '2026-11-08', last: '2026-11-21', painful: 0, answered: 0, strength: null }
const tooFew: Verdict = {
  headline: 'too_few',
  flare: false,
  severe: false,
  now: none,
  before: none,
  week: none,
  usual: none,
  change: null,
  words: [],
}
const unreviewed = { reviewed_at: null, days_since_review: null }

function row(name: string, section: CaseRow['section'], change: Partial<CaseRow> = {}): CaseRow {
  return {
    patient: name.toLowerCase(),
    consent: 'c',
    name,
    section,
    scope: 'full',
    why: [],
    last_night: null,
    verdict: tooFew,
    peg: nothing,
    nights: { logged: 3, of: 14 },
    late: 0,
    flags: [],
    adherence: null,
    ...unreviewed,
    tags: [],
    resting: false,
    closed: null,
    until: null,
    ...change,
  }
}

const caseload: CaseloadAnswer = {
  results: [row('Alice', 'steady', { tags: ['knee'] }), row('Bob', 'flagged')],
  sections: [
    { id: 'flagged', name: 'Flagged', rule: 'A flag is open.', count: 1 },
    { id: 'worse', name: 'Worse', rule: 'Worse.', count: 0 },
    { id: 'steady', name: 'Steady', rule: 'Else.', count: 1 },
  ],
  not_watched: 'Nobody watches these records in real time.',
  tags: ['knee'],
  next: null,
  rules: '1',
  standing: '',
  second_factor: true,
}

const item: PlanItem = {
  item: 'x.walk',
  tip: null,
  text: 'Walk',
  dose: '10 min',
  days: [1, 3],
  therapist: 'Tess',
  own: true,
  since: '2026-11-20',
  ended_on: null,
  blocked: null,
  adherence: { done: 1, planned: 2 },
}
const plan: Plan = {
  state: 'active',
  ended_on: null,
  items: [item],
  ticks: [],
  adherence: { done: 1, planned: 2, from: '2026-11-09', to: '2026-11-22' },
}

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

/** Answers each request in turn and remembers what was asked; whether a page may stand open is asked beside them. */
function answers(...responses: Response[]): Request[] {
  const asked: Request[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    if (request.url.endsWith('/standing')) return json(200, { consent: 'c1' })
    if (request.method === 'GET' && request.url.endsWith('/consents')) return json(200, { results: [], next: null })
    asked.push(request)
    return responses.shift() ?? json(500, {})
  })
  return asked
}

beforeEach(() => {
  document.cookie = 'csrftoken=token'
})

describe('the caseload', () => {
  it('stands in the order of need, without empty sections', () => {
    expect(shelves(caseload, '').map(({ id, rows }) => [id, rows.length])).toEqual([
      ['flagged', 1],
      ['steady', 1],
    ])
  })

  it('is searched by name and tag, in any case', () => {
    const found = (search: string) => shelves(caseload, search).flatMap(({ rows }) => rows.map(({ name }) => name))

    expect([found('BO'), found(' knee'), found('zoe')]).toEqual([['Bob'], ['Alice'], []])
  })

  it('never puts a name into an address', async () => {
    const asked = answers(json(200, caseload))
    render(CaseloadPage)

    await userEvent.type(await screen.findByRole('searchbox'), 'Alice')

    expect(screen.queryByText('Bob')).toBeNull()
    expect(asked.map(({ url }) => new URL(url).search)).toEqual(['?sort=need'])
  })

  it('says that nobody watches, and asks again for another order', async () => {
    const asked = answers(json(200, caseload), json(200, caseload))
    render(CaseloadPage)
    await screen.findByText(caseload.not_watched)

    await userEvent.selectOptions(screen.getByRole('combobox'), 'name')

    expect(new URL(asked[1]!.url).search).toBe('?sort=name')
  })

  it('marks a row as reviewed and takes it back', async () => {
    const asked = answers(
      json(200, { ...caseload, results: [row('Alice', 'steady')] }),
      json(201, { reviewed_at: '2026-11-23T09:00:00Z', days_since_review: 0 }),
      json(200, unreviewed),
    )
    render(CaseloadPage)

    await userEvent.click(await screen.findByRole('button', { name: 'Mark reviewed' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Undo review' }))

    expect(await screen.findByText('Not reviewed yet')).toBeTruthy()
    expect(asked.slice(1).map(({ method, url }) => [method, new URL(url).pathname])).toEqual([
      ['POST', '/api/v1/patients/alice/review'],
      ['DELETE', '/api/v1/patients/alice/review'],
    ])
  })

  it('says when nobody shares a diary yet', async () => {
    answers(json(200, { ...caseload, results: [] }))
    render(CaseloadPage)

    expect(await screen.findByText(/Nobody shares a diary with you yet/)).toBeTruthy()
  })

  it('asks to sign in again when the desk has closed', async () => {
    answers(json(401, { code: 'session_expired' }))
    render(CaseloadPage)

    expect(await screen.findByRole('link', { name: 'Sign in' })).toBeTruthy()
  })
})

describe('the desk', () => {
  afterEach(() => void vi.useRealTimers())

  it('clears an abandoned screen after half an hour, not before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    answers(json(200, caseload))
    render(Desk)
    await vi.waitFor(() => expect(screen.getByText('Alice')).toBeTruthy())

    vi.advanceTimersByTime(29 * 60_000)
    dispatchEvent(new Event('pointerdown'))
    vi.advanceTimersByTime(29 * 60_000)
    await tick()
    expect(screen.queryByText('Alice')).toBeTruthy()
    vi.advanceTimersByTime(60_000)
    await tick()

    expect(screen.queryByText('Alice')).toBeNull()
  })
})

describe('a patient’s page', () => {
  it('forgets what it read when access has ended', async () => {
    answers(json(200, { name: 'Alice', notes: [] }), json(404, { code: 'not_found' }))
    const desk = new PatientDesk('alice')
    await desk.load()
    expect(desk.page?.name).toBe('Alice')

    await desk.load()

    expect(desk.page).toBeNull()
  })

  it('says so when the page is not open to the reader', async () => {
    answers(json(404, { code: 'not_found' }))
    render(PatientScreen, { patient: 'alice' })

    expect(await screen.findByText('This is not open to you, or no longer.')).toBeTruthy()
  })

  it('keeps the page when only the network fails', async () => {
    answers(json(200, { name: 'Alice', notes: [] }), json(503, {}))
    const desk = new PatientDesk('alice')
    await desk.load()

    await desk.load()

    expect(desk.page?.name).toBe('Alice')
  })

  it('puts a new note on top and says whether it was kept', async () => {
    const asked = answers(
      json(200, { notes: [{ id: 'old' }] }),
      json(201, { id: 'new' }),
      json(422, { code: 'invalid' }),
    )
    const desk = new PatientDesk('alice')
    await desk.load()

    expect([await desk.write('Calf better', true), await desk.write('', false)]).toEqual(['new', null])
    expect(desk.page?.notes?.map(({ id }) => id)).toEqual(['new', 'old'])
    expect(await asked[1]!.json()).toEqual({ text: 'Calf better', shared: true })
  })

  it('keeps a note while it is written: one private note, shared when it is finished', async () => {
    const asked = answers(
      json(200, { notes: [] }),
      json(201, { id: 'n', text: 'Calf' }),
      json(200, { id: 'n', text: 'Calf better' }),
      json(200, { id: 'n', text: 'Calf better', shared: true }),
      json(201, { id: 'm' }),
    )
    const desk = new PatientDesk('alice')
    await desk.load()
    const draft = new NoteDraft(desk)

    // The second comes before the first is answered.
    await Promise.all([draft.keep('Calf'), draft.keep('Calf better')])
    expect(draft.id).toBe('n')
    await draft.finish('Calf better', true)
    await draft.keep('Another')

    const sent = await Promise.all(asked.slice(1).map(async (request) => [request.method, await request.json()]))
    expect(sent).toEqual([
      ['POST', { text: 'Calf', shared: false }],
      ['PATCH', { text: 'Calf better', shared: false }],
      ['PATCH', { text: 'Calf better', shared: true }],
      ['POST', { text: 'Another', shared: false }],
    ])
  })

  it('leaves nothing on the device', async () => {
    const opened = vi.spyOn(indexedDB, 'open')
    answers(json(200, { name: 'Alice', notes: [], plan }))

    await new PatientDesk('alice').load()

    expect(opened).not.toHaveBeenCalled()
    expect(localStorage.length).toBe(0)
  })

  it('tints only the leg that hurt', () => {
    const { container } = render(HeatView, {
      view: 'back',
      places: [{ site: 'calf', side: 'left', nights: 4 }],
      most: 4,
    })

    const tinted = [...container.querySelectorAll('g')].map(
      (leg) => [...leg.querySelectorAll('.heat')].filter((zone) => zone.getAttribute('fill-opacity') !== '0').length,
    )
    expect(tinted).toEqual([1, 0])
  })

  it('tints two legs as their nights differ, those of both counted for each', () => {
    const now = [
      { site: 'calf', side: 'left', nights: 10 },
      { site: 'calf', side: 'both', nights: 10 },
    ] as const
    const { container } = render(LegMap, { now: [...now], before: [] })

    const tintOf = (leg: string) =>
      container.querySelector(`.now [data-leg="${leg}"] .heat:not([fill-opacity="0"])`)!.getAttribute('fill-opacity')
    expect([tintOf('left'), tintOf('right')]).toEqual(['1', '0.625'])
  })

  it.each([
    ['front', 'clinical', ['right', 'left'], 'RL'],
    ['back', 'clinical', ['left', 'right'], 'LR'],
    ['front', 'own', ['left', 'right'], 'LR'],
  ] as const)(
    'draws the %s, %s, with the legs and their letters where the reader sees them',
    (view, facing, order, letters) => {
      const { container } = render(HeatView, { view, facing, places: [], most: 1 })

      const boxes = [...container.querySelectorAll('g')].map((leg) => [leg.dataset.leg, leg.hasAttribute('transform')])
      expect(boxes).toEqual([
        [order[0], false],
        [order[1], true],
      ])
      expect(container.querySelector('.sides')!.textContent).toBe(letters)
    },
  )
})

describe('a plan', () => {
  it('is asked for again as it stands: own words keep their name', () => {
    expect(asWanted(item)).toEqual({ text: 'Walk', item: 'x.walk', dose: '10 min', days: [1, 3], reason: '' })
    expect(asWanted({ ...item, item: 't11', tip: 't11', blocked: { gates: ['G1'], reason: 'Seen today' } })).toEqual({
      tip: 't11',
      dose: '10 min',
      days: [1, 3],
      reason: 'Seen today',
    })
  })

  it('counts Sunday as the seventh day', () => {
    expect(['2026-11-22', '2026-11-23'].map(isoWeekday)).toEqual([7, 1])
  })

  it('is ticked as done, and taken back as not said', () => {
    expect(setTick('2026-11-23', 't11', true)).toEqual({
      kind: 'plan_tick',
      key: '2026-11-23/t11',
      date: '2026-11-23',
      op: 'put',
      data: { value: true },
    })
    expect(setTick('2026-11-23', 't11', false)).toMatchObject({ op: 'delete', data: null })
  })
})

describe('the mark of a record', () => {
  const does = { onmark: () => undefined, onundo: () => undefined }

  it('is offered while the record is open', () => {
    render(Reviewed, { review: unreviewed, closed: null, ...does })
    expect(screen.getByRole('button', { name: 'Mark reviewed' })).toBeTruthy()
  })

  it.each([null, 0])('is not offered once it is closed, last reviewed %s days ago', (days) => {
    render(Reviewed, { review: { ...unreviewed, days_since_review: days }, closed: '2026-12-24', ...does })
    expect(screen.queryByRole('button')).toBeNull()
    expect(screen.getByText('Closed')).toBeTruthy()
  })
})
