import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate'
import { read, shipped } from './testing'
import type { Diary, DiaryNight } from './types'

interface Vector {
  says: string
  health?: Diary['health']
  nights: (Omit<DiaryNight, 'date'> & { ago: number | number[] })[]
  shown?: string[]
  flags: Record<string, string>
  undecided?: string[]
  decided?: string[]
}

const book = shipped()
const { today, vectors } = read<{ today: string; vectors: Vector[] }>('tests/insights/safety/vectors.yaml')

const before = (ago: number) => new Date(Date.parse(today) - ago * 86_400_000).toISOString().slice(0, 10)
const diary = ({ health, nights }: Vector): Diary => ({
  health: health ?? {},
  nights: nights.flatMap(({ ago, ...night }) => [ago].flat().map((days) => ({ ...night, date: before(days) }))),
})

describe('the vectors of the clinical table', () => {
  it.each(vectors.map((vector) => [vector.says, vector] as const))('%s', (_, vector) => {
    const { flags, incomplete } = evaluate(diary(vector), today, book, vector.shown)
    const open = incomplete.map((gap) => gap.rule)
    expect(Object.fromEntries(flags.map((flag) => [flag.rule, flag.level]))).toEqual(vector.flags)
    expect(open).toEqual(expect.arrayContaining(vector.undecided ?? []))
    expect(open.filter((rule) => vector.decided?.includes(rule))).toEqual([])
  })
})
