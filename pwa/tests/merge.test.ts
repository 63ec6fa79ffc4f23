import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compare, editedAfter, winner } from '../src/store/merge'
import type { Change, Kind, Op, Unit } from '../src/store/types'
import { groupBy, overlay } from '../src/store/view'
import { wins } from './phone'

interface Said {
  kind: Kind
  key: string
  op: Op
  data: Record<string, unknown> | null
  edited_at: string
  device: string
}
interface Merge {
  name: string
  changes: Said[]
  record: Said[]
}

/** The merges that the server must get right as well: `tests/journal/vectors.py`. */
const { merges } = JSON.parse(readFileSync('../tests/journal/merge_vectors.json', 'utf8')) as { merges: Merge[] }
const place = ({ kind, key }: { kind: string; key: string }) => `${kind}|${key}`
const kept = (said: Said) => ({ ...said, account: 'a', date: '', version: 1 }) as Unit
const waiting = (said: Said, order = 0) =>
  ({ ...said, id: `${order}`, account: 'a', date: '', order, refused: null }) as unknown as Change
const shownBy = (record: readonly Said[]) =>
  Object.fromEntries(record.filter(({ op }) => op === 'put').map((said) => [place(said), said.data]))

describe.each(merges)('$name', ({ changes, record }) => {
  it.each([
    ['as told', changes],
    ['the other way round', changes.toReversed()],
  ])('leaves the record, %s', (_, order) => {
    const units = new Map<string, Unit>()
    for (const said of order)
      units.set(place(said), kept(winner(units.get(place(said)), [waiting(said)], said.device) as unknown as Said))

    expect(
      overlay([...units.values()], [], 'x')
        .map((one) => [place(one), one.data])
        .toSorted(),
    ).toEqual(Object.entries(shownBy(record)).toSorted())
  })

  it.each([...new Set(changes.map(({ device }) => device))])('is shown so on %s before its own are sent', (device) => {
    const others = [
      ...groupBy(
        changes.filter((said) => said.device !== device),
        place,
      ).values(),
    ].map((said) => said.reduce((best, one) => (wins(one, best) ? one : best)))
    const own = changes
      .filter((said) => said.device === device)
      .toSorted((a, b) => Date.parse(a.edited_at) - Date.parse(b.edited_at))

    const seen = overlay(others.map(kept), own.map(waiting), device)

    expect(Object.fromEntries(seen.map((one) => [place(one), one.data]))).toEqual(shownBy(record))
  })
})

describe('two edits', () => {
  const at = (edited_at: string, device: string) => ({ edited_at, device })

  it.each([
    [at('2026-11-21T23:00:00.001Z', 'a'), at('2026-11-21T23:00:00Z', 'b'), 1],
    [at('2026-11-21T23:00:00Z', 'b'), at('2026-11-21T23:00:00.000Z', 'a'), 1],
    [at('2026-11-22T00:00:00+01:00', 'a'), at('2026-11-21T23:00:00Z', 'b'), -1],
    [at('2026-11-21T23:00:00Z', 'a'), at('2026-11-21T23:00:00Z', 'a'), 0],
  ])('%o against %o', (a, b, sign) => {
    expect([Math.sign(compare(a, b)), Math.sign(compare(b, a))]).toEqual([sign, sign && -sign])
  })

  it('of one device at one instant leave the one that waits', () => {
    const said = { ...merges[0]!.changes[0]!, device: 'a' }

    const best = winner(kept(said), [waiting({ ...said, op: 'delete', data: null })], 'a')

    expect(best?.op).toBe('delete')
  })

  it('one of which saw the other are told apart, whatever the clock said', () => {
    const now = new Date('2026-11-21T23:00:00Z')

    expect(editedAfter('2026-11-21T23:30:00Z', now)).toBe('2026-11-21T23:30:00.001Z')
    expect(editedAfter('2026-11-21T22:30:00Z', now)).toBe('2026-11-21T23:00:00.000Z')
    expect(editedAfter(undefined, now)).toBe('2026-11-21T23:00:00.000Z')
  })
})
