import { api, ask } from '../api/client'
import { Kept } from './kept.svelte'

/** What a therapist wrote for the owner of this diary to read; theirs to keep, whoever looks after them now. */
export const notes = new Kept('notes', () => ask(api.GET('/patients/me/notes', {})))
