import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { globSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it, test, vi } from 'vitest'
import NightNote from '../src/lib/NightNote.svelte'
import Factors from '../src/routes/factors/Factors.svelte'
import { asked } from '../src/routes/factors/factors'
import PlanAdd from '../src/routes/desk/PlanAdd.svelte'
import { PatientDesk } from '../src/routes/desk/patient.svelte'
import { wipePhone } from '../src/routes/settings/wipePhone'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

const PAUSE_MS = 700
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name, hidden: true })
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

beforeEach(async () => {
  await emptyPhone()
  await diary.reload()
  sessionStorage.clear()
})

/** What a reload leaves: the screen is made anew from what is kept. */
async function reloaded(show: () => { unmount: () => void }): Promise<void> {
  document.body.innerHTML = ''
  await diary.reload()
  show()
}

describe('a name of one\'s own', () => {
  it('half typed is there after a reload, and gone once it is added', async () => {
    render(Factors)
    await userEvent.type(field('New factor'), 'Garden')
    await pause()

    await reloaded(() => render(Factors))
    await vi.waitFor(() => expect(field('New factor').value).toBe('Garden'))
    expect(asked(diary.others)).toEqual([])

    await userEvent.type(field('New factor'), 'ing')
    await userEvent.click(screen.getByRole('button', { name: 'Add' }))
    await vi.waitFor(() => expect(asked(diary.others).map(({ label }) => label)).toEqual(['Gardening']))
    await vi.waitFor(() => expect(field('New factor').value).toBe(''))
    await pause()
    await reloaded(() => render(Factors))
    await pause()
    expect(field('New factor').value).toBe('')
  })
})

describe('a plan that is being written', () => {
  const shown = (patient = 'alice') => render(PlanAdd, { desk: new PatientDesk(patient), own: [] })

  it('is there after a reload of its tab, for that patient alone', async () => {
    shown()
    await userEvent.type(field('In your own words'), 'Heel raises')
    await userEvent.type(field('How much'), '3 x 10')
    await pause()

    await reloaded(shown)
    await vi.waitFor(() => expect([field('In your own words').value, field('How much').value]).toEqual(['Heel raises', '3 x 10']))
    await reloaded(() => shown('bob'))
    await pause()
    expect(field('In your own words').value).toBe('')
  })

  it('leaves the tab with whoever signs out, and is never written to the disk', async () => {
    shown()
    await userEvent.type(field('In your own words'), 'Heel raises')
    await pause()
    expect(JSON.stringify(localStorage)).not.toContain('Heel')

    await wipePhone()

    expect(JSON.stringify(sessionStorage)).not.toContain('Heel')
  })
})

describe('a note on the whole night', () => {
  it.each([null, false])('is kept while it is typed, whatever was said of pain (%s)', async (pain) => {
    const date = diary.tonight()
    if (pain !== null) await diary.save([{ kind: 'night', key: date, date, op: 'put', data: { pain, note: '', told_by: 'self', timezone: 'UTC' } }])
    render(NightNote, { date })

    await userEvent.type(field('Note on the whole night'), 'slept on the sofa')

    await vi.waitFor(() => expect(diary.night(date).note).toBe('slept on the sofa'))
    expect(diary.night(date).pain ?? null).toBe(pain)
    await reloaded(() => render(NightNote, { date }))
    expect(field('Note on the whole night').value).toBe('slept on the sofa')
  })
})

/** Fields of words that are of one moment: a code, a repeated word that confirms, a search, the name of a device that is being proved. */
const OF_A_MOMENT = ['one-time-code', 'autocapitalize="characters"', "t('data.type'", "t('passkey.name')"]

test('every field for words of one\'s own keeps them while they are typed', () => {
  const typed = globSync('src/**/*.svelte').filter((file) => !file.endsWith('lib/KeptText.svelte')).flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const fields = [...text.matchAll(/.*<(?:textarea\b|input\b(?![^>]*\btype=))[\s\S]*?>/g)].map(([whole]) => whole)
    return fields.filter((one) => !OF_A_MOMENT.some((sign) => one.includes(sign))).map((one) => `${file}: ${one.trim()}`)
  })
  const kept = globSync('src/**/*.svelte').filter((file) => readFileSync(file, 'utf8').includes('<KeptText'))

  expect(typed).toEqual([])
  expect(kept.length).toBeGreaterThan(10)
})
