import type { ViewUnit } from '../../store/view'
import type { Edit } from '../../store/outbox'

/** A yes/no question of one's own about the day; its slug is its id in the nights and never changes. */
export interface Factor {
  id: string
  slug: string
  label: string
  retired?: boolean
  merged_into?: string | null
}

export function factorsOf(others: readonly ViewUnit[]): Factor[] {
  const all = others
    .filter(({ kind }) => kind === 'factor')
    .map(({ key, data }) => ({ id: key, ...(data as Omit<Factor, 'id'>) }))
  return all.sort((a, b) => a.label.localeCompare(b.label))
}

/** Those asked in the morning. */
export function asked(others: readonly ViewUnit[]): Factor[] {
  return factorsOf(others).filter(({ retired, merged_into }) => !retired && !merged_into)
}

export function factorLabel(others: readonly ViewUnit[], slug: string): string {
  return (
    factorsOf(others).find((factor) => factor.slug === slug)?.label ?? slug.replace(/^own\./, '').replaceAll('-', ' ')
  )
}

/** The factor that has this name already, retired ones too; letter case and spaces do not matter. */
export function named(others: readonly ViewUnit[], label: string, but?: string): Factor | undefined {
  const plain = (text: string) => text.trim().replace(/\s+/g, ' ').toLocaleLowerCase()
  return factorsOf(others).find((one) => one.id !== but && !one.merged_into && plain(one.label) === plain(label))
}

const LONGEST = 40

/** `own.` and the label in plain letters, unlike any slug there is. */
export function slugFor(label: string, taken: readonly string[]): string {
  const plain = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST - 3)
  const base = `own.${plain || 'factor'}`
  const free = (n: number) => (n === 1 ? base : `${base}-${n}`)
  let n = 1
  while (taken.includes(free(n))) n += 1
  return free(n)
}

export function putFactor({ id, ...data }: Factor): Edit {
  return { kind: 'factor', key: id, date: '', op: 'put', data: { ...data } }
}
