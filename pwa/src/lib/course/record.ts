/** Better, worse, flare or why that cannot be said: the server's record, printed as it was sent. */
export interface Verdict {
  headline: 'worse' | 'flare' | 'better' | 'steady' | 'cannot_tell' | 'too_few' | 'silent'
  flare: boolean
  severe: boolean
  now: Window
  before: Window
  week: Window
  usual: Window
  change: { word: string; mean: number; low: number; high: number } | null
  words: string[]
}

export interface Window {
  first: string
  last: string
  painful: number
  answered: number
  strength: number | null
}
