import { api, ask } from '../api/client'
import { CachedQuery } from './cachedQuery.svelte'

export const insights = new CachedQuery('insights', () => ask(api.GET('/patients/me/insights', {})))
