import { cleanup, render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { globSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'
import NightNote from '../src/lib/NightNote.svelte'
import Factors from '../src/routes/factors/Factors.svelte'
import FactorRow from '../src/routes/factors/FactorRow.svelte'
import { asked, putFactor } from '../src/routes/factors/factors'
import * as meta from '../src/store/meta'
import YourName from '../src/routes/settings/YourName.svelte'
import PlanAdd from '../src/routes/desk/PlanAdd.svelte'
import { PatientDesk } from '../src/routes/desk/patient.svelte'
import { Caseload } from '../src/routes/desk/caseload.svelte'
import { wipePhone } from '../src/routes/settings/wipePhone'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone, useAccount } from './phone'

const PAUSE_MS = 700
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name, hidden: true })
const tab = () => JSON.stringify(sessionStorage)
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

beforeEach(async () => {
  await emptyPhone()
  await diary.open()
  sessionStorage.clear()
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function hide(): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  vi.restoreAllMocks()
}

/** What a reload leaves: the screen is made anew from what is kept. */
async function reloaded(show: () => { unmount: () => void }): Promise<void> {
  document.body.innerHTML = ''
  await diary.reload()
  show()
}

describe("a name of one's own", () => {
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

describe('words that were sent', () => {
  it.each([
    ['kept', 0],
    ['not kept, as the phone is full,', 1],
  ])('and %s are out of the field', async (_, full) => {
    if (full) vi.spyOn(meta, 'change').mockRejectedValue(new DOMException('full', 'QuotaExceededError'))
    render(Factors)
    await userEvent.type(field('New factor'), 'Gardening')
    await pause()

    await userEvent.click(screen.getByRole('button', { name: 'Add' }))

    await vi.waitFor(() => expect(asked(diary.others).map(({ label }) => label)).toEqual(['Gardening']))
    await vi.waitFor(() => expect(field('New factor').value).toBe(''))
    vi.restoreAllMocks()
  })
})

describe('a name that others read', () => {
  const NAME = 'Your name'
  /** What the server was told of the account. */
  function server() {
    const told: unknown[] = []
    vi.stubGlobal('fetch', async (request: Request) => {
      if (request.method === 'PATCH') told.push(JSON.parse(await request.clone().text()))
      return new Response('{}')
    })
    return told
  }

  beforeEach(async () => {
    await diary.signedIn('tess', 'tess@example.com')
    await diary.keepSettings({ owner: undefined })
  })

  it('is sent whole, once its field is left', async () => {
    const told = server()
    render(YourName)
    await userEvent.type(field(NAME), 'Rob')
    await pause()
    expect([told, diary.settings.owner]).toEqual([[], undefined])

    await userEvent.type(field(NAME), 'in')
    await userEvent.tab()

    await vi.waitFor(() => expect(told).toEqual([{ name: 'Robin' }]))
    expect(diary.settings.owner).toBe('Robin')
  })

  it.each([
    ['the phone is put away', () => hide()],
    ['its screen is left', (unmount: () => void) => unmount()],
  ])('is sent when %s', async (_, leave) => {
    const told = server()
    const { unmount } = render(YourName)
    await userEvent.type(field(NAME), 'Robin')

    leave(unmount)

    await vi.waitFor(() => expect(told).toEqual([{ name: 'Robin' }]))
  })

  it('half typed is there after the app was killed', async () => {
    const told = server()
    render(YourName)
    await userEvent.type(field(NAME), 'Rob')
    await pause()

    await reloaded(() => render(YourName))

    await vi.waitFor(() => expect(field(NAME).value).toBe('Rob'))
    expect(told).toEqual([])
  })

  it('of a factor is renamed whole', async () => {
    const factor = { id: 'f1', slug: 'own.garden', label: 'Garden' }
    await diary.save([putFactor(factor)])
    render(FactorRow, { factor, others: [] })
    await userEvent.click(screen.getByRole('button', { name: /Change/ }))
    await userEvent.type(field('Name'), 'in')
    await pause()
    expect(asked(diary.others).map(({ label }) => label)).toEqual(['Garden'])

    await userEvent.type(field('Name'), 'g')
    await userEvent.tab()

    await vi.waitFor(() => expect(asked(diary.others).map(({ label }) => label)).toEqual(['Gardening']))
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
    await vi.waitFor(() =>
      expect([field('In your own words').value, field('How much').value]).toEqual(['Heel raises', '3 x 10']),
    )
    await reloaded(() => shown('bob'))
    await pause()
    expect(field('In your own words').value).toBe('')
  })

  it('leaves the tab with whoever signs out, also what was typed just before', async () => {
    await diary.signedIn('tess', 'tess@example.com')
    const { unmount } = shown()
    await userEvent.type(field('In your own words'), 'Heel raises')

    await wipePhone()
    unmount()

    expect(tab()).not.toContain('Heel')
  })

  it('leaves the tab when another one has signed out', async () => {
    await diary.signedIn('tess', 'tess@example.com')
    const { unmount } = shown()
    await userEvent.type(field('In your own words'), 'Heel raises')
    await pause()
    await userEvent.type(field('In your own words'), ' twice')
    // The page goes as it is loaded again.
    const reload = vi.fn(unmount)
    vi.stubGlobal('location', { ...location, reload })
    await useAccount('noor')
    const other = new BroadcastChannel('stillnight')

    other.postMessage('account')

    await vi.waitFor(() => expect(reload).toHaveBeenCalled())
    expect(tab()).not.toContain('Heel')
    other.close()
  })

  it('goes when the access to that patient ends, and no other with it', async () => {
    const bob = shown('bob')
    await userEvent.type(field('How much'), 'Bob')
    await pause()
    bob.unmount()
    const desk = new PatientDesk('alice')
    const { unmount } = render(PlanAdd, { desk, own: [] })
    await userEvent.type(field('How much'), '3 x 10')
    await pause()
    await userEvent.type(field('In your own words'), 'Heel raises')
    vi.stubGlobal('fetch', async () => new Response('{"code":"not_found"}', { status: 404 }))

    await desk.load()
    unmount()
    await pause()

    expect([tab().includes('Heel'), tab().includes('3 x 10'), tab().includes('Bob')]).toEqual([false, false, true])
  })

  it('goes with the desk', async () => {
    shown().unmount()
    const bob = shown('bob')
    await userEvent.type(field('How much'), 'Bob')
    await pause()
    bob.unmount()
    vi.stubGlobal('fetch', async () => new Response('{"code":"forbidden"}', { status: 403 }))

    await new Caseload().load()

    expect(tab()).not.toContain('Bob')
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
    if (pain !== null)
      await diary.save([
        { kind: 'night', key: date, date, op: 'put', data: { pain, note: '', told_by: 'self', timezone: 'UTC' } },
      ])
    render(NightNote, { date })

    await userEvent.type(field('Note on the whole night'), 'slept on the sofa')

    await vi.waitFor(() => expect(diary.night(date).note).toBe('slept on the sofa'))
    expect(diary.night(date).pain ?? null).toBe(pain)
    await reloaded(() => render(NightNote, { date }))
    expect(field('Note on the whole night').value).toBe('slept on the sofa')
  })
})

/**
 * Fields of words that are of one moment: a code, a repeated word that confirms, a search, the name of a device that is
 * being proved.
 */
const OF_A_MOMENT = ['one-time-code', 'autocapitalize="characters"', "t('data.type'", "t('passkey.name')"]

test("every field for words of one's own keeps them while they are typed", () => {
  const typed = globSync('src/**/*.svelte')
    .filter((file) => !file.endsWith('lib/KeptText.svelte'))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      const fields = [...text.matchAll(/.*<(?:textarea\b|input\b(?![^>]*\btype=))[\s\S]*?>/g)].map(([whole]) => whole)
      return fields
        .filter((one) => !OF_A_MOMENT.some((sign) => one.includes(sign)))
        .map((one) => `${file}: ${one.trim()}`)
    })
  const kept = globSync('src/**/*.svelte').filter((file) => readFileSync(file, 'utf8').includes('<KeptText'))

  expect(typed).toEqual([])
  expect(kept.length).toBeGreaterThan(10)
})
