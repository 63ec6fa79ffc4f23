import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate'
import { examples, shipped } from './testing'
import type { Diary, DiaryNight } from './types'

interface Vector {
  says: string
  health?: Diary['health']
  nights: (Omit<DiaryNight, 'date'> & { ago: number | number[] })[]
  shown?: string[]
  flags: Record<string, string>
  undecided?: Record<string, string[]>
  decided?: string[]
}

const book = shipped()
const files = examples<{ today: string; vectors: Vector[] }>()
const before = (today: string, ago: number) => new Date(Date.parse(today) - ago * 86_400_000).toISOString().slice(0, 10)
const diary = ({ health, nights }: Vector, today: string): Diary => ({
  health: health ?? {},
  nights: nights.flatMap(({ ago, ...night }) => [ago].flat().map((days) => ({ ...night, date: before(today, days) }))),
})

/** What the evaluator says of an example, in the form of the file. */
function told(vector: Vector, today: string) {
  const { flags, incomplete } = evaluate(diary(vector, today), today, book, vector.shown)
  const open = new Map(incomplete.map((gap) => [gap.rule, gap.items]))
  return {
    flags: Object.fromEntries(flags.map(({ rule, level, side }) => [rule, `${level} ${side ?? ''}`.trim()])),
    undecided: Object.fromEntries(Object.keys(vector.undecided ?? {}).map((rule) => [rule, open.get(rule)])),
    decided: (vector.decided ?? []).filter((rule) => !open.has(rule)),
  }
}

describe('the vectors of the clinical table', () => {
  const all = files.flatMap(({ today, vectors }) => vectors.map((vector) => [vector.says, vector, today] as const))
  it.each(all)('%s', (_, vector, today) => {
    expect(told(vector, today)).toEqual({
      flags: vector.flags,
      undecided: vector.undecided ?? {},
      decided: vector.decided ?? [],
    })
  })
})
