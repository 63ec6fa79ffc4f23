import { api, ask } from '../api/client'
import { Kept } from './kept.svelte'

export const tips = new Kept('tips', () => ask(api.GET('/patients/me/tips', {})))
