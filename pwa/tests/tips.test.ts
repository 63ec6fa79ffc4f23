import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { tips } from '../src/cache/tips.svelte'
import type { Tip } from '../src/api/types'
import { setTip } from '../src/night/edits'
import Tried from '../src/routes/morning/Tried.svelte'
import Tips from '../src/routes/tips/Tips.svelte'
import TipCard from '../src/routes/tips/TipCard.svelte'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

const tip = (form: Tip['form'], more: Partial<Tip> = {}): Tip => ({
  tip: 't32',
  text: 'Ask for an iron test.',
  form,
  basis: 'pattern',
  pattern: 'rls',
  why: 'Why.',
  care: [],
  evidence: 'consensus',
  sure: 'Sure.',
  sources: [],
  experiment: null,
  ask: [],
  ...more,
})
const pressed = (name: string) => screen.getByRole('button', { name }).getAttribute('aria-pressed')

beforeEach(async () => {
  await emptyPhone()
  await diary.open()
})

describe('a tip', () => {
  it.each([
    ['do', 'It helped'],
    ['ask', 'I have asked'],
    ['arrange', 'It is done'],
  ] as const)('to %s asks that and nothing else', (form, name) => {
    render(TipCard, { tip: tip(form) })

    expect(screen.getByRole('button', { name })).toBeTruthy()
    expect(screen.queryAllByRole('button').length).toBe(form === 'do' ? 2 : 1)
  })

  it('to know asks nothing', () => {
    render(TipCard, { tip: tip('know') })

    expect(screen.queryByRole('button')).toBeNull()
  })

  it('is asked for once: done on an earlier night it stays done, and a second tap takes it back', async () => {
    await diary.save([setTip('2026-01-05', 't32', null)])
    render(TipCard, { tip: tip('ask') })
    expect(pressed('I have asked')).toBe('true')

    await userEvent.click(screen.getByRole('button', { name: 'I have asked' }))
    expect(pressed('I have asked')).toBe('false')

    await userEvent.click(screen.getByRole('button', { name: 'I have asked' }))
    expect(diary.night(diary.lastNight()).tips_tried).toEqual([{ tip: 't32', helped: null }])
  })

  it('asks in its card what its wording waits for', () => {
    render(TipCard, { tip: tip('do', { ask: ['who.falls'] }) })

    expect(screen.getByRole('group', { name: /fall/i })).toBeTruthy()
  })
})

it('the morning asks only of tips that are done at night', async () => {
  await tips.take({
    results: [
      tip('do', { tip: 't11', text: 'Stretch.' }),
      tip('ask'),
      tip('know', { tip: 't39', text: 'No quinine.' }),
    ],
    blocked: [],
    level: null,
    next: null,
    status: null,
  })
  render(Tried, { night: { date: '2026-11-21' } })

  expect(screen.getByText('Stretch.')).toBeTruthy()
  expect(screen.queryByText('Ask for an iron test.')).toBeNull()
  expect(screen.queryByText('No quinine.')).toBeNull()
})

it('three cards are read at once, the others stand folded under them', async () => {
  diary.account = 'someone'
  const five = ['t01', 't02', 't03', 't04', 't05'].map((id) => tip('know', { tip: id, text: `Tip ${id}.` }))
  await tips.take({ results: five, blocked: [], level: null, next: null, status: null })
  const { container } = render(Tips)

  const folded = [...container.querySelectorAll('details article, details .card')].map(({ textContent }) => textContent)
  expect(container.textContent).toContain('More tips')
  expect(five.filter(({ text }) => folded.some((each) => each?.includes(text))).map(({ tip: id }) => id)).toEqual([
    't04',
    't05',
  ])
})
