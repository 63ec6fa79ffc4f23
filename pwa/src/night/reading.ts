import type { EpisodeBody, Night } from './types'

/**
 * The one reading of a night on the phone, the twin of the server's: whether it hurt, how bad, on which legs.
 * Null is always *not said*, never zero and never no.
 */
export type Read = Pick<Night, 'pain'> & { episodes?: EpisodeBody[] | null }

export const LEFT = 1
export const RIGHT = 2
export const BOTH = 3
const SIDES: Record<string, number> = { left: LEFT, right: RIGHT, both: BOTH }

export const sideOf = (side: string | null | undefined): number => SIDES[side ?? ''] ?? 0
export const episodesOf = (night: Read): EpisodeBody[] => night.episodes ?? []

/** Whether the night hurt; an episode says so by itself. */
export function inPain(night: Read): boolean | null {
  const pain = night.pain ?? null
  return pain === null && episodesOf(night).length > 0 ? true : pain
}

/** The worst strength of one episode, as a whole or at one of its places. */
export function strengthOf(episode: EpisodeBody): number | null {
  return strongest([episode, ...(episode.sites ?? [])].map(({ intensity }) => intensity))
}

/** The worst strength of the night: 0 on a painless one, null when it was not said. */
export function worst(night: Read): number | null {
  const hurt = inPain(night)
  if (!hurt) return hurt === null ? null : 0
  return strongest(episodesOf(night).map(strengthOf))
}

function strongest(said: readonly (number | null | undefined)[]): number | null {
  const numbers = said.filter((each): each is number => typeof each === 'number')
  return numbers.length ? Math.max(...numbers) : null
}
