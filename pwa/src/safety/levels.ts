import type { Level } from './types'

/** The most urgent first. */
export const LEVELS: readonly Level[] = ['emergency', 'same_day', 'within_days', 'routine']
