import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { coversOf } from './covers'
import { rulebook } from './rulebook'
import type { Lifetimes, Reading, Rule, Rulebook, Strip } from './types'

const repository = resolve(import.meta.dirname, '../../..')
const safety = resolve(repository, 'insights/safety')

/** A content file as the tests read it: straight from the disk, past the build. */
export const read = <T>(path: string): T =>
  parse(readFileSync(resolve(repository, path), 'utf8'), { maxAliasCount: -1, merge: true }) as T

/** The shipped rules. */
export function shipped(): Rulebook {
  const files = readdirSync(`${safety}/rules`).map((file) => read<{ rules: Rule[] }>(`${safety}/rules/${file}`))
  return rulebook(
    read<Reading>(`${safety}/answers.yaml`),
    read<Strip>(`${safety}/strip.yaml`),
    files,
    read<Lifetimes>('journal/vocabulary/lifetimes.yaml'),
    coversOf(read('journal/vocabulary/vocabulary.yaml')),
  )
}

/** Every file of examples, parsed. */
export function examples<T>(): T[] {
  const folder = resolve(repository, 'tests/insights/safety/vectors')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => read<T>(`${folder}/${file}`))
}
