import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import BodyMap from '../src/lib/body/BodyMap.svelte'
import Strength from '../src/lib/Strength.svelte'
import HowStrong from '../src/routes/tonight/HowStrong.svelte'
import Tonight from '../src/routes/tonight/Tonight.svelte'
import * as outbox from '../src/store/outbox'
import { diary } from '../src/store/diary.svelte'
import { GUEST } from '../src/store/types'
import { emptyPhone } from './phone'

describe('strength', () => {
  it('has eleven buttons and none chosen beforehand', () => {
    render(Strength, { value: null, legend: 'How strong?', onchange: () => undefined })

    const buttons = screen.getAllByRole('button')
    expect(buttons).toHaveLength(11)
    expect(buttons.some((button) => button.getAttribute('aria-pressed') === 'true')).toBe(false)
  })

  it('tells zero from not said', async () => {
    const onchange = vi.fn()
    render(Strength, { value: null, legend: 'How strong?', onchange })

    await userEvent.click(screen.getByRole('button', { name: '0' }))

    expect(onchange).toHaveBeenCalledWith(0)
  })
})

describe('the body map', () => {
  it('names every zone with the reader’s own side', () => {
    render(BodyMap, { places: null, onchange: () => undefined })

    expect(screen.getByRole('button', { name: 'calf, your left' })).toBeTruthy()
    expect(screen.getByRole('button', { name: 'calf, your right' })).toBeTruthy()
  })

  it('is worked with the keyboard', async () => {
    const onchange = vi.fn()
    render(BodyMap, { places: [], onchange })

    screen.getByRole('button', { name: 'calf, your left' }).focus()
    await userEvent.keyboard('{Enter}')

    expect(onchange).toHaveBeenCalledWith([{ site: 'calf', side: 'left' }])
  })
})

describe('the strength of a place', () => {
  const two = {
    id: 'e',
    intensity: 4,
    sites: [
      { site: 'calf', side: 'left' as const },
      { site: 'foot', side: 'left' as const },
    ],
  }

  it('is not asked for while only one place hurts', () => {
    render(HowStrong, { episode: { ...two, sites: two.sites.slice(0, 1) }, onchange: () => undefined })

    expect(screen.queryByRole('group', { name: 'Strength of which place?' })).toBeNull()
  })

  it('raises the spell to its strongest place', async () => {
    const onchange = vi.fn()
    render(HowStrong, { episode: two, onchange })

    await userEvent.click(screen.getByRole('button', { name: 'calf, your left' }))
    await userEvent.click(screen.getByRole('button', { name: '8' }))

    expect(onchange).toHaveBeenCalledWith({
      intensity: 8,
      sites: [
        { site: 'calf', side: 'left', intensity: 8 },
        { site: 'foot', side: 'left' },
      ],
    })
  })

  it('leaves the spell as strong as it was when a place is weaker', async () => {
    const onchange = vi.fn()
    render(HowStrong, { episode: two, onchange })

    await userEvent.click(screen.getByRole('button', { name: 'calf, your left' }))
    await userEvent.click(screen.getByRole('button', { name: '2' }))

    expect(onchange.mock.calls[0]![0]).toMatchObject({ intensity: 4 })
  })
})

describe('tonight', () => {
  beforeEach(async () => {
    await emptyPhone()
    await diary.open()
  })

  it('keeps a night without pain in one touch', async () => {
    render(Tonight)

    await userEvent.click(screen.getByRole('button', { name: 'No pain' }))

    await vi.waitFor(async () =>
      expect((await outbox.all(GUEST))[0]).toMatchObject({ kind: 'night', data: { pain: false } }),
    )
  })

  it('stores four explicit no with "none of these tonight"', async () => {
    render(Tonight)

    await userEvent.click(screen.getByRole('button', { name: 'None of these tonight' }))

    await vi.waitFor(async () => expect(await outbox.all(GUEST)).toHaveLength(4))
    const answers = (await outbox.all(GUEST)).map(({ kind, data }) => [kind, data])
    expect(answers).toEqual(Array(4).fill(['check', { value: false }]))
  })

  it('keeps only the time with "pain now"', async () => {
    render(Tonight)

    await userEvent.click(screen.getByRole('button', { name: 'Pain now' }))

    await vi.waitFor(async () => expect(await outbox.all(GUEST)).toHaveLength(1))
    expect(Object.keys((await outbox.all(GUEST))[0]!.data!).sort()).toEqual(['date', 'started_at'])
  })

  it('takes the last touch back', async () => {
    render(Tonight)
    await userEvent.click(screen.getByRole('button', { name: 'No pain' }))

    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))

    await vi.waitFor(() => expect(diary.night(diary.tonight()).pain ?? null).toBeNull())
  })
})
