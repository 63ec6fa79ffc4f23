import { api, ask } from '../api/client'
import { Kept } from './kept.svelte'

/** Public pages: the same for everyone, so kept under no account's name. */
export const profiles = new Kept('profiles', () => ask(api.GET('/profiles', {})), { forEveryone: true })
export const article = new Kept('article', () => ask(api.GET('/article', {})), { forEveryone: true })

export function articlePage(name: string) {
  return new Kept(`article/${name}`, () => ask(api.GET('/article/{name}', { params: { path: { name } } })), { forEveryone: true })
}
