import { api, ask } from '../api/client'
import { CachedQuery } from './cachedQuery.svelte'

/** What a therapist wrote for the owner of this diary to read; theirs to keep, whoever looks after them now. */
export const notes = new CachedQuery('notes', () => ask(api.GET('/patients/me/notes', {})))
