/**
 * By question, the words said in place of finer ones, each with those that it leaves open (not asked, least of all no).
 */
export type Covers = Record<string, Record<string, readonly string[]>>

interface Raw {
  groups: Record<string, { items: Record<string, object> }>
}

/** As the vocabulary file has them. */
export function coversOf({ groups }: Raw): Covers {
  const found: Covers = {}
  for (const [group, { items }] of Object.entries(groups)) {
    const coarse = Object.entries(items).flatMap(([id, item]) =>
      'covers' in item ? [[id, item.covers as readonly string[]] as const] : [],
    )
    if (coarse.length) found[group] = Object.fromEntries(coarse)
  }
  return found
}

/** Whether these answers name one of `words`; null when a word in place of finer ones leaves that open. */
export function names(
  said: readonly string[],
  words: readonly string[],
  coarse: Record<string, readonly string[]> = {},
): boolean | null {
  const sure = (word: string) =>
    words.includes(word) || (coarse[word]?.every((finer) => words.includes(finer)) ?? false)
  if (said.some(sure)) return true
  return said.some((word) => coarse[word]?.some((finer) => words.includes(finer))) ? null : false
}
