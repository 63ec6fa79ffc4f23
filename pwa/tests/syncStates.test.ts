import { describe, expect, it } from 'vitest'
import { Problem } from '../src/api/problem'
import type { SyncAnswer } from '../src/api/types'
import { Impossible, step } from '../src/sync/machine'
import { begin, ROUNDS, type RoundEvent, type Rounds } from '../src/sync/rounds'
import { SCHEDULE, START, next, type Schedule, type ScheduleEvent } from '../src/sync/schedule'
import type { Change } from '../src/store/types'
import { CHAPTERS, page, type AnyTable } from './syncPage'

const NOW = 1_000_000
const OUTCOME = { sent: 0, received: 0, refused: 0, safety: undefined, replies: undefined }
const names = <T extends string>(table: Record<T, unknown>) => Object.keys(table) as T[]

const schedules: Schedule[] = names(SCHEDULE).flatMap((name) =>
  [0, NOW + 5_000].map((notBefore) => ({ ...START, name, notBefore, asked: notBefore })),
)
const failure = { now: NOW, chance: 0.5, code: 'server_error', retryAfter: null }
const scheduleEvents: ScheduleEvent[] = [
  { type: 'woken', now: NOW },
  { type: 'saved', now: NOW },
  ...[true, false].flatMap((locked) =>
    [true, false].map((guest) => ({ type: 'due' as const, now: NOW, locked, guest })),
  ),
  { type: 'granted' },
  { type: 'taken', now: NOW },
  { type: 'exchanged', outcome: OUTCOME, account: 'alice' },
  { type: 'failed', ...failure, status: 0 },
  { type: 'failed', ...failure, status: 503, retryAfter: 3_000 },
  { type: 'failed', ...failure, status: 403, code: 'agreement_withdrawn' },
  { type: 'resumed', now: NOW },
]

const change = (id: string) => ({ id, kind: 'day', key: '2026-11-21/hot' }) as Change
const answer = (ids: string[], status: 'applied' | 'later', more = false): SyncAnswer => ({
  results: ids.map((id) => ({ id, status })),
  changes: [],
  cursor: '1',
  epoch: 'one',
  more,
  safety: [],
  replies: [],
})
const batches = [[], [change('a')], [change('a'), change('b')]]
const suspects = [
  null,
  { batch: 'a 1', status: 500, times: 2, halving: false },
  { batch: 'a 2', status: 500, times: 2, halving: false },
]
const rounds: Rounds[] = names(ROUNDS).flatMap((name) =>
  batches.flatMap((batch) =>
    (name === 'probing' ? suspects.slice(1) : suspects).map((suspect) => ({
      ...begin(suspect).state,
      name,
      batch,
      problem: new Problem(500, 'server_error'),
      answer: answer(
        batch.map(({ id }) => id),
        'later',
      ),
    })),
  ),
)
const roundEvents: RoundEvent[] = [
  { type: 'offered', batch: batches[1]! },
  { type: 'answered', answer: answer(['a'], 'applied'), sentAt: new Date(NOW) },
  ...[0, 401, 422, 500].map((status) => ({ type: 'refused' as const, problem: new Problem(status, 'refused') })),
  { type: 'kept', refused: 0, waiting: [] },
  { type: 'kept', refused: 1, waiting: ['c'] },
  { type: 'probed', works: true },
  { type: 'probed', works: false },
  { type: 'parked' },
  { type: 'broke', error: new Error('full') },
]

interface Case {
  table: AnyTable
  states: readonly { name: string }[]
  events: readonly { type: string }[]
}
const CASES: [string, Case][] = [
  ['schedule', { table: SCHEDULE as unknown as AnyTable, states: schedules, events: scheduleEvents }],
  ['exchange', { table: ROUNDS as unknown as AnyTable, states: rounds, events: roundEvents }],
]

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Error) return value
  Object.values(value).forEach(freeze)
  return Object.freeze(value)
}

describe.each(CASES)('the table of the %s', (_, { table, states, events }) => {
  const types = [...new Set(events.map(({ type }) => type))].sort()

  it('has every pair of a state and an event', () => {
    expect(new Set(states.map(({ name }) => name))).toEqual(new Set(Object.keys(table)))
    for (const row of Object.values(table)) expect(Object.keys(row).sort()).toEqual(types)
  })

  it('answers every pair, twice the same, without touching what it is given', () => {
    for (const state of freeze([...states]))
      for (const event of freeze([...events])) {
        const possible = table[state.name]![event.type]!.length > 0
        if (!possible) expect(() => step(table, state, event)).toThrow(Impossible)
        else expect(step(table, state, event)).toEqual(step(table, state, event))
      }
  })

  it('has no way that nothing leads to', () => {
    const ways = Object.entries(table).flatMap(([name, row]) =>
      Object.entries(row).flatMap(([type, of]) => of.map((way) => ({ name, type, way, of }))),
    )
    const unused = ways.filter(
      ({ name, type, way, of }) =>
        !states.some(
          (state) =>
            state.name === name &&
            events.some((event) => event.type === type && of.find((each) => !each.if || each.if(state, event)) === way),
        ),
    )
    expect(unused).toEqual([])
  })

  it('ends every row of conditions with a way that has none', () => {
    for (const row of Object.values(table))
      for (const ways of Object.values(row)) if (ways.length) expect(ways.at(-1)!.if).toBeUndefined()
  })
})

describe('the schedule', () => {
  it('hopes again when it is woken, but never before the server allowed it', () => {
    const failed = next(START, { type: 'failed', ...failure, status: 429, retryAfter: 60_000 }).state

    const { state } = next(failed, { type: 'woken', now: NOW + 1_000 })

    expect(state).toMatchObject({ name: 'waiting', wait: 59_000 })
  })

  it('waits longer with each failure in a row, and afresh after an exchange', () => {
    const fail = (state: Schedule) => next(state, { type: 'failed', ...failure, chance: 1, status: 0 }).state
    const twice = fail(fail(START))

    const after = next(twice, { type: 'exchanged', outcome: OUTCOME, account: 'alice' }).state

    expect([fail(START).wait, twice.wait, fail(after).wait]).toEqual([2_000, 4_000, 2_000])
  })
})

describe('docs/sync-states.md', () => {
  it('says what the tables say (`make docs` writes it anew)', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/sync-states.md')
  })

  it('explains every state and event', () => {
    for (const { table, states, events } of CHAPTERS) {
      expect(Object.keys(states).sort()).toEqual(Object.keys(table).sort())
      for (const row of Object.values(table)) expect(Object.keys(row).sort()).toEqual(Object.keys(events).sort())
    }
  })
})
