import { api, ask } from '../api/client'
import { diary } from '../store/diary.svelte'
import type { Verdict } from '../lib/course/record'
import { CachedQuery } from './cachedQuery.svelte'

/** The verdict on one's own diary; without a network the last one, whose windows say until when it holds. */
export const course = new CachedQuery<Verdict>('course', async () => {
  const today = diary.today()
  const { verdict } = await ask(
    api.GET('/patients/me/trends', { params: { query: { metric: 'worst_pain', from: today, to: today } } }),
  )
  return verdict!
})
