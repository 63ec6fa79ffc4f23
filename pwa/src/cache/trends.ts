import { api, ask } from '../api/client'
import type { Trend } from '../api/types'
import { diary } from '../store/diary.svelte'
import { GUEST } from '../store/types'

/** The server's series with what it says of it; null for a guest and without a network. */
export function trendOf(metric: Trend['metric'], from: string, to: string): Promise<Trend | null> {
  if (diary.account === GUEST) return Promise.resolve(null)
  return ask(api.GET('/patients/me/trends', { params: { query: { metric, from, to } } })).catch(() => null)
}
