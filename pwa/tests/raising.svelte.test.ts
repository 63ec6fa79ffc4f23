import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Flag } from '../src/api/types'
import { Raising, keyOf, type Folded } from '../src/warnings/ui/raising.svelte'

const FLAG = {
  rule: 'RF04',
  side: null,
  level: 'same_day',
  items: ['pain.steady'],
  night: '2026-03-02',
  answered_at: '2026-03-02T23:50:00Z',
} as unknown as Flag
const SETTLED_MS = 300

let flags = $state.raw<Flag[]>([])
let kept: Record<string, Folded> = {}
let ended: string[] = []
let raising: Raising

function tell(...told: Partial<Flag>[]): void {
  flags = told.map((each) => ({ ...FLAG, ...each }))
  flushSync()
  raising.watch((flag) => ended.push(keyOf(flag)))
}

beforeEach(() => {
  vi.useFakeTimers()
  flags = []
  kept = {}
  ended = []
  raising = new Raising(
    () => flags,
    (folded) => (kept = folded),
  )
  raising.folded = {}
})
afterEach(() => vi.useRealTimers())

it.each([
  ['same_day', ['RF05', 'RF04']],
  ['emergency', ['RF04', 'RF05']],
] as const)('what is %s and calls the maternity unit has its place', (level, order) => {
  const call = { kind: 'maternity', name: '', number: null } as Flag['call']
  tell({ level }, { level, rule: 'RF05', call, answered_at: '2026-03-02T23:40:00Z' })

  const seen = []
  while (raising.sheet) {
    seen.push(raising.sheet.rule)
    raising.fold()
  }

  expect(seen).toEqual(order)
  expect(raising.standing.map(({ rule }) => rule)).toEqual(order)
})

describe('a warning that was folded away', () => {
  it.each([
    ['the same again', {}, false],
    ['judged again after midnight, of the same night', { answered_at: '2026-03-03T00:10:00Z' }, false],
    ['of another night', { night: '2026-03-03', answered_at: '2026-03-03T23:00:00Z' }, true],
    ['with another item', { items: ['pain.steady', 'sign.warm_one'] }, true],
    ['more urgent', { level: 'emergency' }, true],
    ['with its leg named', { side: 'left' }, false],
    ['with its leg named and another item', { side: 'left', items: ['pain.steady', 'sign.warm_one'] }, true],
    ['with its leg named on another night', { side: 'left', night: '2026-03-03' }, true],
  ] as [string, Partial<Flag>, boolean][])('%s', (_, change, rises) => {
    tell({})
    raising.fold()

    tell(change)

    expect(raising.sheet !== null).toBe(rises)
    vi.advanceTimersByTime(SETTLED_MS)
    expect(raising.sheet !== null).toBe(rises)
    expect(ended).toEqual([])
  })

  it.each([
    ['2026-03-02T23:50:00.040Z', false],
    ['2026-03-02T23:51:00Z', true],
  ])('an emergency told again at %s rises: %s', (answered_at, rises) => {
    tell({ level: 'emergency' })
    raising.fold()

    tell({ level: 'emergency', answered_at })

    expect(raising.sheet !== null).toBe(rises)
  })

  it('stays folded for its leg when the app is opened again', () => {
    tell({})
    raising.fold()
    tell({ side: 'left' })
    vi.advanceTimersByTime(SETTLED_MS)

    raising = new Raising(() => flags)
    raising.folded = kept

    expect(raising.sheet).toBeNull()
    expect(Object.keys(kept)).toEqual(['RF04/left'])
  })
})
