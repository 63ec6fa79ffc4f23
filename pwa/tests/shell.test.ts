import { afterEach, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { Problem } from '../src/api/problem'
import { clock, t, time, words } from '../src/i18n/i18n.svelte'
import { platformOf } from '../src/install.svelte'
import { faultWords } from '../src/lib/faults'
import { nudgeDue } from '../src/reminders/nudge'
import { deviceName } from '../src/routes/security/device'

const SAFARI = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4'
const agents = {
  iphone: `Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`,
  ipad: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Safari/605.1.15`,
  iphoneChrome:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 ' +
    '(KHTML, like Gecko) CriOS/123.0 Mobile/15E148 Safari/604.1',
  android: 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0 Mobile Safari/537.36',
  edge:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ' +
    '(KHTML, like Gecko) Chrome/123.0 Safari/537.36 Edg/123.0',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0',
}

describe('installing is explained for the device in hand', () => {
  test.each([
    [agents.iphone, 5, 'ios'],
    [agents.ipad, 5, 'ios'],
    [agents.ipad, 0, 'mac_safari'],
    [agents.iphoneChrome, 5, 'ios_other'],
    [agents.android, 5, 'android'],
    [agents.firefox, 0, 'firefox'],
    [agents.edge, 0, 'other'],
  ])('%s with %i touch points: %s', (agent, touch, platform) => {
    expect(platformOf(agent, touch)).toBe(platform)
  })
})

test.each([
  [agents.iphone, 'Safari, iPhone'],
  [agents.iphoneChrome, 'Chrome, iPhone'],
  [agents.android, 'Chrome, Android'],
  [agents.edge, 'Edge, Windows'],
  [agents.firefox, 'Firefox, Linux'],
  ['curl/8', ''],
])('a device is called what a person knows it by: %s', (agent, name) => {
  expect(deviceName(agent)).toBe(name)
})

describe('the app itself reminds', () => {
  const evening = { at: '21:30', turnsAt: '12:00', logged: false }

  test.each([
    ['21:29', false],
    ['21:30', true],
    ['02:00', true],
    ['11:59', true],
    ['12:00', false],
  ])('at %s: %s', (now, due) => {
    expect(nudgeDue({ ...evening, now })).toBe(due)
  })

  test('never once the night is logged, nor for those who want none', () => {
    expect(nudgeDue({ ...evening, now: '23:00', logged: true })).toBe(false)
    expect(nudgeDue({ ...evening, now: '23:00', at: null })).toBe(false)
  })

  test('whenever the night turns, it stays said from its minute until the next night', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const clockOf = (m: number) =>
      `${String(Math.floor((m % 1440) / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
    fc.assert(
      fc.property(minute, minute, minute, (turn, at, later) => {
        const [a, l] = [at % 1440, later % 1440].sort((x, y) => x - y) as [number, number]
        const shown = (m: number) =>
          nudgeDue({ at: clockOf(turn + a), now: clockOf(turn + m), turnsAt: clockOf(turn), logged: false })
        expect(shown(l)).toBe(true)
        if (a > 0) expect(shown(a - 1)).toBe(false)
      }),
    )
  })
})

describe('a refusal is said in the reader’s own language', () => {
  afterEach(() => words.use('en').then(() => words.whole()))

  test('in words of its own where it is known, else as not taken', async () => {
    await words.use('de')
    await words.whole()
    const known = new Problem(400, 'incorrect_code', [
      { code: 'incorrect_code', detail: 'Incorrect code.', field: 'code' },
    ])
    const unknown = new Problem(400, 'odd', [{ code: 'odd', detail: 'Something odd.', field: 'x' }])

    expect(faultWords(known)).toEqual(['Dieser Code stimmt nicht oder ist zu alt.'])
    expect(faultWords(unknown)).toEqual([t('fault.other')])
    expect(faultWords(new Problem(0, 'cancelled'))).toEqual([])
  })
})

test('the clock runs to 12 or to 24 as this phone’s owner wants it', () => {
  const evening = '2026-11-21T22:30:00Z'
  clock.choose('h12')
  expect(time(evening, 'UTC')).toMatch(/10:30\sPM/i)
  clock.choose('h23')
  expect(time(evening, 'UTC')).toBe('22:30')
  clock.choose('auto')
})
