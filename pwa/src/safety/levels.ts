import type { Level } from './types'

/** The most urgent first. */
export const LEVELS: readonly Level[] = ['emergency', 'same_day', 'within_days', 'routine']

export const mostUrgent = (...levels: (Level | null | undefined)[]): Level | null =>
  LEVELS.find((level) => levels.includes(level)) ?? null
