import { describe, expect, it } from 'vitest'
import type { SidedAnswer } from '../night/types'
import { evaluate } from './evaluate'
import { standing } from './standing'
import { read, shipped } from './testing'
import type { Seen } from './types'

interface Vector {
  says: string
  checks: Record<string, SidedAnswer>
  seen: (Omit<Seen, 'on'> & { ago: number })[]
  stands: string[]
}

const book = shipped()
const { today, vectors } = read<{ today: string; vectors: Vector[] }>('tests/insights/safety/seen.yaml')
const before = (ago: number) => new Date(Date.parse(today) - ago * 86_400_000).toISOString().slice(0, 10)

describe('what being seen silences', () => {
  it.each(vectors.map((vector) => [vector.says, vector] as const))('%s', (_, vector) => {
    const evaluation = evaluate({ nights: [{ date: today, checks: vector.checks }] }, today, book)
    const seen = vector.seen.map(({ ago, ...rest }) => ({ ...rest, on: before(ago) }))
    expect(standing(evaluation, seen, today, book).map((flag) => flag.rule)).toEqual(vector.stands)
  })
})
