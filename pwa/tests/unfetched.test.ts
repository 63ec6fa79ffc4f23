import { cleanup, render, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import App from '../src/App.svelte'
import type { Flag } from '../src/api/types'
import { words } from '../src/i18n/i18n.svelte'
import { setCheck } from '../src/night/edits'
import * as db from '../src/store/db'
import { diary } from '../src/store/diary.svelte'
import { warnings } from '../src/warnings/warnings.svelte'
import { emptyPhone, useAccount } from './phone'

vi.setConfig({ testTimeout: 30_000 })

/** What can be fetched at this moment. */
const network = vi.hoisted(() => ({ rules: true, texts: true, sheets: true }))
vi.mock('../src/warnings/texts', async (original) => {
  const texts = await original<typeof import('../src/warnings/texts')>()
  return {
    ruleTexts: (language: 'en') => (network.texts ? texts.ruleTexts(language) : Promise.reject(new Error('offline'))),
  }
})
vi.mock('../src/warnings/evaluate', (original) => {
  if (!network.rules) throw new Error('offline')
  return original()
})
vi.mock('../src/warnings/ui/Warnings.svelte', (original) => {
  if (!network.sheets) throw new Error('offline')
  return original()
})

const SERVED = {
  rule: 'RF07',
  level: 'emergency',
  side: 'left',
  message: 'Call now: it is cold.',
  title: 'A cold leg',
  night: '2026-11-20',
} as Flag
let stop = () => undefined as void

beforeEach(async () => {
  await emptyPhone()
  await useAccount('alice')
  await diary.open()
})

afterEach(async () => {
  cleanup()
  vi.unstubAllGlobals()
  stop()
  await warnings.settled()
  await words.use('en')
  await db.close()
})

/** The warnings as they start while only this can be fetched. */
function start(fetched: Partial<typeof network>): void {
  Object.assign(network, { rules: true, texts: true, sheets: true }, fetched)
  stop = warnings.start()
}
const tell = (id: string) => diary.save([setCheck(diary.tonight(), id, true)])
const stand = (...expected: [rule: string, level: string][]) =>
  vi.waitFor(() => expect(warnings.all.map(({ rule, level }) => [rule, level])).toEqual(expected), { timeout: 10_000 })

it('without the rules what the server says stands, and what is told as soon as they are here', async () => {
  start({ rules: false, texts: false })
  await tell('strip.nerve')
  await warnings.take({ flags: [SERVED] }, 'alice')
  await stand(['RF07', 'emergency'])

  // Nothing more is said: they come by themselves.
  network.rules = true

  await stand(['RF07', 'emergency'], ['RF13', 'same_day'])
})

it('without the words of the rules both stand, in words told or none; in their own once they come', async () => {
  start({ texts: false })
  await tell('pe.chest_pain')
  await warnings.take({ flags: [SERVED] }, 'alice')
  await stand(['RF01', 'emergency'], ['RF07', 'emergency'])
  expect(warnings.all.map(({ message, call }) => [message, call?.kind])).toEqual([
    ['', 'emergency'],
    ['Call now: it is cold.', 'emergency'],
  ])

  network.texts = true
  await tell('strip.nerve')

  await vi.waitFor(() => expect(warnings.all[0]!.message).toMatch(/emergency help now/))
})

it('a crisis without its words still leads to the crisis line', async () => {
  start({ texts: false })
  await words.use('de')

  await tell('mh.selfharm')

  await vi.waitFor(() => expect(warnings.all.map(({ call }) => call?.kind)).toEqual(['crisis']), { timeout: 10_000 })
})

it('without what shows them they are shown as soon as it is here', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))
  start({ sheets: false })
  render(App)
  await tell('pe.chest_pain')
  await stand(['RF01', 'emergency'])
  expect(screen.queryByRole('alertdialog')).toBeNull()

  network.sheets = true

  await vi.waitFor(() => expect(screen.getByRole('alertdialog').textContent).toContain('emergency help now'), {
    timeout: 15_000,
  })
})
