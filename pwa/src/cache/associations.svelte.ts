import { api, ask } from '../api/client'
import { CachedQuery } from './cachedQuery.svelte'

export const associations = new CachedQuery('associations', () => ask(api.GET('/patients/me/associations', {})))
