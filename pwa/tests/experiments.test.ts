import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { experiments } from '../src/answers/experiments.svelte'
import type { Experiment, Preview } from '../src/api/types'
import ExperimentCard from '../src/routes/experiments/ExperimentCard.svelte'
import Start from '../src/routes/experiments/Start.svelte'
import ArmTonight from '../src/routes/tonight/ArmTonight.svelte'

const running: Experiment = {
  id: 'e1', tip: 't11', text: 'Stretch before bed.', state: 'running', reason: null, before: ['Two points, not one.', 'Mixed by lot.'], result: null,
  arms: [{ date: '2026-11-22', on: true }, { date: '2026-11-23', on: false }],
}
const preview: Preview = { text: 'Stretch before bed.', before: [{ nights: 28, text: ['Two points, not one.', 'Mixed by lot.'] }], obstacles: [] }

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
  document.cookie = 'csrftoken=token'
  experiments.value = { results: [running], preview: null }
})

describe('tonight', () => {
  it('says in one line whether tonight is with the tip or without', async () => {
    const { rerender } = render(ArmTonight, { date: '2026-11-22' })
    expect(screen.getByText('Tonight with the tip:')).toBeTruthy()

    await rerender({ date: '2026-11-23' })
    expect(screen.getByText('Tonight without the tip:')).toBeTruthy()
  })

  it('says nothing while it is paused', () => {
    experiments.value = { results: [{ ...running, state: 'paused' }], preview: null }
    render(ArmTonight, { date: '2026-11-22' })
    expect(screen.queryByText(/^Tonight/)).toBeNull()
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
    answers({ results: [], preview: { ...preview, obstacles: [{ code: 'flagged', detail: 'A safety message stands.' }] } })
    render(Start, { tip: 't11' })
    expect(await screen.findByText('A safety message stands.')).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })
})

describe('an experiment', () => {
  it('is paused on the server', async () => {
    const asked = answers({ ...running, state: 'paused' })
    render(ExperimentCard, { experiment: running })

    await userEvent.click(screen.getByRole('button', { name: 'Pause' }))

    expect(asked[0]?.method).toBe('PATCH')
    expect(await asked[0]?.json()).toEqual({ state: 'paused' })
  })

  it('ended, shows its sentence and its nights and can no longer be changed', () => {
    const result = { text: 'About the same.', nights: [{ date: '2026-11-22', on: true, value: 7 }] }
    render(ExperimentCard, { experiment: { ...running, state: 'done', result } })
    expect(screen.getByText('About the same.')).toBeTruthy()
    expect(screen.getByText('7')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  })
})
