import { api, ask } from '../api/client'
import { diary } from '../store/diary.svelte'
import { GUEST } from '../store/types'
import { Kept } from './kept.svelte'

/** Public pages: the same for everyone, so kept under no account's name. */
export const profiles = new Kept('profiles', () => ask(api.GET('/profiles', {})), { forEveryone: true })
export const article = new Kept('article', () => ask(api.GET('/article', {})), { forEveryone: true })

/** A page of the article; with an account, beside the reader's own nights. */
export function articlePage(name: string) {
  const params = { path: { name } }
  if (diary.account !== GUEST)
    return new Kept(`article/${name}`, () => ask(api.GET('/patients/me/article/{name}', { params })))
  return new Kept(`article/${name}`, () => ask(api.GET('/article/{name}', { params })), { forEveryone: true })
}
