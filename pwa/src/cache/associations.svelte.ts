import { api, ask } from '../api/client'
import { Kept } from './kept.svelte'

export const associations = new Kept('associations', () => ask(api.GET('/patients/me/associations', {})))
