import { api, ask } from '../api/client'
import { CachedQuery } from './cachedQuery.svelte'

/** What a therapist asks the owner of this diary for; their own, so it may be read without a network. */
export const plan = new CachedQuery('plan', () => ask(api.GET('/patients/me/plan', {})))
