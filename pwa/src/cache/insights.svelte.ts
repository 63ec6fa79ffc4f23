import { api, ask } from '../api/client'
import { Kept } from './kept.svelte'

export const insights = new Kept('insights', () => ask(api.GET('/patients/me/insights', {})))
