import type { EpisodeBody } from '../night/types'
import { episodesOf, inPain, sideOf, strengthOf } from '../night/reading'
import { given } from './answers'
import { names, type Covers } from './covers'
import { fits, NO, UNDECIDED } from './finding'
import type { Finding } from './types'
import type { View } from './view'

/** What an episode has to be. Empty: any episode. */
export interface Kind {
  sites?: string[]
  dur?: string[]
  onset?: string[]
  when?: string[]
  feel?: string[]
  intensity?: number
  tried?: Record<string, string>
  attempted?: string
  sign?: string
  line?: boolean
  radiates?: boolean
  untold?: string[]
  but?: Kind[]
}

type Verdict = boolean | null

/** Whether an episode is of a kind; null when it leaves open something that the kind needs. */
function isKind(kind: Kind, episode: EpisodeBody, covers: Covers): Verdict {
  if (kind.but?.some((other) => isKind(other, episode, covers))) return false
  const verdicts: Verdict[] = []
  for (const key of ['dur', 'onset', 'when'] as const)
    if (kind[key]) verdicts.push(overlap(one(episode[key]), kind[key], covers[key]))
  if (kind.feel) verdicts.push(overlap(episode.feel, kind.feel))
  if (kind.sites)
    verdicts.push(
      overlap(
        episode.sites?.map((place) => place.site),
        kind.sites,
        covers.site,
      ),
    )
  if (kind.intensity) verdicts.push(atLeast(strengthOf(episode), kind.intensity))
  if (kind.attempted) verdicts.push(open(episode.actions) ? null : !open(episode.actions[kind.attempted]))
  if (kind.sign) verdicts.push(open(episode.signs?.[kind.sign]) ? null : episode.signs?.[kind.sign] !== false)
  for (const key of kind.untold ?? []) verdicts.push(open((episode as Record<string, unknown>)[key]))
  if (kind.radiates || kind.line) verdicts.push(episode.radiates ?? null)
  for (const [action, outcome] of Object.entries(kind.tried ?? {})) {
    verdicts.push(open(episode.actions) ? null : episode.actions[action] === outcome)
  }
  if (verdicts.includes(false)) return false
  return verdicts.includes(null) ? null : true
}

const atLeast = (strength: number | null, least: number): Verdict => (strength === null ? null : strength >= least)

const one = (word: string | null | undefined): string[] | undefined => (open(word) ? undefined : [word])

function overlap(
  said: readonly string[] | null | undefined,
  words: readonly string[],
  coarse?: Covers[string],
): Verdict {
  return open(said) ? null : names(said, words, coarse)
}

function open<T>(value: T | null | undefined): value is null | undefined {
  return value === null || value === undefined
}

function legsOf(kind: Kind, episode: EpisodeBody, covers: Covers): number {
  const places = (episode.sites ?? []).filter(({ site }) => !kind.sites || names([site], kind.sites, covers.site))
  return places.reduce((legs, place) => legs | sideOf(place.side), 0)
}

/** An episode of this kind, on this leg, in the newest night whose pain was answered. */
export function pain(view: View, kind: Kind, name: string, leg: number, strict: boolean): Finding {
  const night = view.picture
  if (!night) return UNDECIDED
  if (!inPain(night)) return NO
  const episodes = episodesOf(night)
  const { covers } = view.book
  const verdicts = episodes.map((episode) => isKind(kind, episode, covers))
  if (!verdicts.includes(true) && Object.keys(kind).length > 0) {
    return !episodes.length || verdicts.includes(null) ? UNDECIDED : NO
  }
  const legs = episodes.reduce(
    (sum, episode, place) => (verdicts[place] ? sum | legsOf(kind, episode, covers) : sum),
    0,
  )
  if (!fits(legs, leg, strict)) return NO
  return {
    value: true,
    rests: [[name, night.date]],
    legs: leg ? legs & leg : legs,
    at: given(night, name) || given(night, 'pain'),
  }
}

/** Every episode is known to be of this kind. */
export function onlyPain(view: View, kind: Kind): Finding {
  const verdicts = view.picture
    ? episodesOf(view.picture).map((episode) => isKind(kind, episode, view.book.covers))
    : []
  if (verdicts.includes(false) || (view.picture && inPain(view.picture) === false)) return NO
  if (!view.picture || verdicts.includes(null) || !verdicts.length) return UNDECIDED
  return { value: true, rests: [['pain', view.picture.date]], legs: 0, at: given(view.picture, 'pain') }
}

/** Something was tried against the pain, and nothing of it helped. */
export function nothingHelped(view: View): Finding {
  if (!view.picture) return UNDECIDED
  const episodes = episodesOf(view.picture)
  const outcomes = episodes
    .flatMap((episode) => Object.values(episode.actions ?? {}))
    .filter((outcome) => !open(outcome))
  if (outcomes.includes('helped') || inPain(view.picture) === false) return NO
  if (outcomes.length)
    return { value: true, rests: [['help.none', view.picture.date]], legs: 0, at: given(view.picture, 'pain') }
  return !episodes.length || episodes.some((episode) => open(episode.actions)) ? UNDECIDED : NO
}
