import type { PatternWarning } from '../api/types'

interface Named {
  warnings?: PatternWarning[]
  with_warning?: string[]
}

/** Whether a pattern may be named: the words that belong beside it are there. A pattern without them is not shown. */
export function mayBeShown({ warnings, with_warning: wanted = [] }: Named): boolean {
  return warnings !== undefined && (wanted.length === 0 || warnings.length > 0)
}
