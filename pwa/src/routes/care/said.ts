import type { Night, SidedAnswer } from '../../night/types'

type Said = Record<string, SidedAnswer> | null | undefined

/** The safety answers that were given between two states of a night, by the ids that the rules use. */
export function saidIn(before: Night, after: Night): string[] {
  const spell = (id: string) => before.episodes?.find((one) => one.id === id)
  return [
    ...changed(before.checks, after.checks, ''),
    ...changed(before.signs, after.signs, 'sign.'),
    ...(after.episodes ?? []).flatMap(({ id, signs }) => changed(spell(id)?.signs, signs, 'sign.')),
  ]
}

function changed(before: Said, after: Said, prefix: string): string[] {
  return Object.entries(after ?? {})
    .filter(([id, value]) => value !== before?.[id])
    .map(([id]) => prefix + id)
}

/**
 * A night with what was said before it could be seen: a no, or nothing, takes back no answer that nobody had in sight.
 */
export function laidOver(held: Night, said: Night): Night {
  const pain = said.pain || (held.pain ?? said.pain)
  return {
    ...held,
    ...(pain === undefined ? {} : { pain }),
    ...(said.note ? { note: said.note } : {}),
    checks: both(held.checks, said.checks),
    signs: both(held.signs, said.signs),
    episodes: [
      ...(held.episodes ?? []).filter(({ id }) => !said.episodes?.some((one) => one.id === id)),
      ...(said.episodes ?? []),
    ],
  }
}

function both(held: Said, said: Said): Record<string, SidedAnswer> {
  const over = Object.entries(said ?? {}).filter(
    ([id, value]) => value || (value === false && (held?.[id] ?? null) === null),
  )
  return { ...held, ...Object.fromEntries(over) }
}
