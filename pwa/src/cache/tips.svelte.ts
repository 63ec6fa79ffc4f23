import { api, ask } from '../api/client'
import { CachedQuery } from './cachedQuery.svelte'

export const tips = new CachedQuery('tips', () => ask(api.GET('/patients/me/tips', {})))
