import { api, ask } from '../api/client'
import { diary } from '../store/diary.svelte'
import { GUEST } from '../store/types'
import { CachedQuery } from './cachedQuery.svelte'

/** Public pages: the same for everyone, so kept under no account's name. */
export const profiles = new CachedQuery('profiles', () => ask(api.GET('/profiles', {})), { forEveryone: true })
export const article = new CachedQuery('article', () => ask(api.GET('/article', {})), { forEveryone: true })

/** A page of the article; with an account, beside the reader's own nights. */
export function articlePage(name: string) {
  const params = { path: { name } }
  if (diary.account !== GUEST)
    return new CachedQuery(`article/${name}`, () => ask(api.GET('/patients/me/article/{name}', { params })))
  return new CachedQuery(`article/${name}`, () => ask(api.GET('/article/{name}', { params })), { forEveryone: true })
}
