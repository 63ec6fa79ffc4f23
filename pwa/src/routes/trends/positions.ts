import type { Night } from '../../night/types'

export interface Relief {
  onset: string
  spells: number
  /** What was tried then, and how often it helped; what helped most comes first. */
  tried: { action: string; helped: number; told: number }[]
}

/** How the person lay when it began, the most frequent first, with what was tried then. */
export function positions(nights: Record<string, Night>, from: string, to: string): Relief[] {
  const found = new Map<string, { spells: number; tried: Map<string, { helped: number; told: number }> }>()
  const spells = Object.values(nights)
    .filter(({ date }) => date >= from && date <= to)
    .flatMap(({ episodes }) => episodes ?? [])
  for (const { onset, actions } of spells) {
    if (!onset) continue
    const row = found.get(onset) ?? { spells: 0, tried: new Map() }
    row.spells += 1
    for (const [id, result] of Object.entries(actions ?? {})) {
      if (result === null) continue
      const { helped, told } = row.tried.get(id) ?? { helped: 0, told: 0 }
      row.tried.set(id, { helped: helped + Number(result === 'helped'), told: told + 1 })
    }
    found.set(onset, row)
  }
  const rows = [...found].map(([onset, { spells: count, tried }]) => ({
    onset,
    spells: count,
    tried: [...tried]
      .map(([action, counts]) => ({ action, ...counts }))
      .sort((a, b) => b.helped - a.helped || a.told - b.told),
  }))
  return rows.sort((a, b) => b.spells - a.spells)
}
