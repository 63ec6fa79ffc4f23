import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { experiments } from '../src/cache/experiments.svelte'
import type { Experiment, Flag, FlagAnswer, Preview } from '../src/api/types'
import ExperimentCard from '../src/routes/experiments/ExperimentCard.svelte'
import { diary } from '../src/store/diary.svelte'
import Start from '../src/routes/experiments/Start.svelte'
import { warnings } from '../src/warnings/warnings.svelte'
import ArmTonight from '../src/routes/tonight/ArmTonight.svelte'

const running: Experiment = {
  id: 'e1',
  tip: 't11',
  text: 'Stretch before bed.',
  state: 'running',
  reason: null,
  before: ['Two points, not one.', 'Mixed by lot.'],
  notices: [],
  result: null,
  pauses: [],
  arms: [
    { date: '2026-11-22', on: true },
    { date: '2026-11-23', on: false },
  ],
}
const preview: Preview = {
  tip: 't11',
  nights: 28,
  text: 'Stretch before bed.',
  before: [{ nights: 28, text: ['Two points, not one.', 'Mixed by lot.'] }],
  obstacles: [],
  notices: [],
}
const routine: Flag = { rule: 'RF37', level: 'routine', message: 'Worth a talk with a pharmacist.' }

/** Answers every request alike and remembers what was asked. */
function answers(body: unknown): Request[] {
  const asked: Request[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request)
    return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } })
  })
  return asked
}

beforeEach(() => {
  warnings.all = []
  document.cookie = 'csrftoken=token'
  void experiments.take({ results: [running], preview: null, next: null, status: null })
})

describe('tonight', () => {
  const planned = (date: string, on: boolean) => {
    void experiments.take({ results: [{ ...running, arms: [{ date, on }] }], preview: null, next: null, status: null })
    return render(ArmTonight, { date })
  }

  it.each([
    [true, 'Tonight with the tip:'],
    [false, 'Tonight without the tip:'],
  ])('says in one line whether it is with the tip: %s', (on, words) => {
    planned(diary.tonight(), on)
    expect(screen.getByText(words)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'I used it' }) !== null).toBe(on)
  })

  it.each([
    [true, 'Planned with the tip:'],
    [false, 'Planned without the tip:'],
  ])('asks afterwards whether it was used, whichever was planned: %s', (on, words) => {
    planned('2026-11-20', on)
    expect(screen.getByText(words)).toBeTruthy()
    expect(screen.getByRole('button', { name: 'I used it' }).getAttribute('aria-pressed')).toBe('false')
  })

  it('is asked about in the morning, though the night is still the one offered', () => {
    const date = diary.tonight()
    void experiments.take({
      results: [{ ...running, arms: [{ date, on: false }] }],
      preview: null,
      next: null,
      status: null,
    })
    render(ArmTonight, { date, over: true })
    expect(screen.getByText('Planned without the tip:')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'I used it' })).toBeTruthy()
  })

  it('says nothing beside a warning that asks for an answer', () => {
    warnings.all = [{ ...routine, rule: 'RF01', level: 'emergency' }]
    render(ArmTonight, { date: '2026-11-22' })
    expect(screen.queryByRole('link')).toBeNull()
  })

  it('says nothing while it is paused', () => {
    void experiments.take({ results: [{ ...running, state: 'paused' }], preview: null, next: null, status: null })
    render(ArmTonight, { date: '2026-11-22' })
    expect(screen.queryByRole('link')).toBeNull()
  })
})

describe('a start', () => {
  it('tells first what the nights cannot show', async () => {
    answers({ results: [], preview })
    render(Start, { tip: 't11' })
    expect(await screen.findByText('Two points, not one.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Try it for 28 nights' })).toBeTruthy()
  })

  it('offers no button while something stands against it', async () => {
    answers({
      results: [],
      preview: { ...preview, obstacles: [{ code: 'flagged', detail: 'A safety message stands.' }] },
    })
    render(Start, { tip: 't11' })
    expect(await screen.findByText('A safety message stands.')).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('is offered beside a routine message only once that is read, and says so', async () => {
    const asked = answers({
      results: [],
      preview: { ...preview, obstacles: [{ code: 'notice', detail: 'Read first.' }], notices: [routine as FlagAnswer] },
    })
    render(Start, { tip: 't11' })
    expect(await screen.findByText('Worth a talk with a pharmacist.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Try it for 28 nights' })).toBeNull()

    await userEvent.click(screen.getByRole('button', { name: 'I have read this' }))
    await userEvent.click(screen.getByRole('button', { name: 'Try it for 28 nights' }))

    const sent = asked.find(({ method }) => method === 'POST')
    expect(await sent?.json()).toEqual({ tip: 't11', start: diary.today(), nights: 28, read: ['RF37'] })
  })
})

describe('an experiment', () => {
  it('paused by a routine message shows it whole and goes on with one tap', async () => {
    const asked = answers(running)
    render(ExperimentCard, { experiment: { ...running, state: 'paused', notices: [routine as FlagAnswer] } })
    expect(screen.getByText('Worth a talk with a pharmacist.')).toBeTruthy()

    await userEvent.click(screen.getByRole('button', { name: 'I have read this. Go on.' }))

    expect(await asked[0]?.json()).toEqual({ state: 'running', read: ['RF37'] })
  })

  it('cannot be taken up again while a warning asks for an answer', () => {
    warnings.all = [{ ...routine, rule: 'RF09', level: 'within_days' }]
    render(ExperimentCard, { experiment: { ...running, state: 'paused' } })
    expect(screen.getByRole('link', { name: 'Answer the safety message first' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Take up again' })).toBeNull()
  })

  it('is paused on the server', async () => {
    const asked = answers({ ...running, state: 'paused' })
    render(ExperimentCard, { experiment: running })

    await userEvent.click(screen.getByRole('button', { name: 'Pause' }))

    expect(asked[0]?.method).toBe('PATCH')
    expect(await asked[0]?.json()).toEqual({ state: 'paused', read: [] })
  })

  it('ended, shows its sentence and its nights and can no longer be changed', () => {
    const arm = { nights: 1, mean: 7, used: [1, 1] }
    const result: Experiment['result'] = {
      text: 'About the same.',
      verdict: 'too_few',
      on: arm,
      off: arm,
      effect: null,
      low: null,
      high: null,
      chance: null,
      full_use: null,
      nights: [{ date: '2026-11-22', on: true, value: 7 }],
    }
    render(ExperimentCard, { experiment: { ...running, state: 'done', result } })
    expect(screen.getByText('About the same.')).toBeTruthy()
    expect(screen.getByText('7')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  })
})
