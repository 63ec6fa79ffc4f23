import type { Night } from '../../night/types'

/** How the person lay when it began, and what helped then, the most frequent first. */
export function positions(nights: Record<string, Night>, from: string, to: string) {
  const found = new Map<string, { spells: number; helped: Map<string, number> }>()
  const spells = Object.values(nights).filter(({ date }) => date >= from && date <= to).flatMap(({ episodes }) => episodes ?? [])
  for (const { onset, actions } of spells) {
    if (!onset) continue
    const row = found.get(onset) ?? { spells: 0, helped: new Map<string, number>() }
    row.spells += 1
    for (const [id, result] of Object.entries(actions ?? {})) if (result === 'helped') row.helped.set(id, (row.helped.get(id) ?? 0) + 1)
    found.set(onset, row)
  }
  return [...found].sort(([, a], [, b]) => b.spells - a.spells).map(([onset, row]) => ({
    onset, spells: row.spells, helped: [...row.helped].sort(([, a], [, b]) => b - a).slice(0, 3),
  }))
}
