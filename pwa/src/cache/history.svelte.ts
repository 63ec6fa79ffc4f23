import { api, ask } from '../api/client'
import type { Version } from '../api/types'
import { CachedQuery } from './cachedQuery.svelte'
import { sync } from '../sync/sync.svelte'

/** Every version of one night, newest first, and the way back to any of them. */
export class History {
  versions = $state.raw<Version[] | null>(null)
  error = $state.raw<unknown>(null)
  readonly #date: string

  constructor(date: string) {
    this.#date = date
  }

  look(): Promise<void> {
    return this.#try(() => Promise.resolve())
  }

  restore(version: string): Promise<void> {
    const path = { date: this.#date, version }
    return this.#try(() => ask(api.POST('/patients/me/nights/{date}/history/{version}/restore', { params: { path } })))
  }

  async #try(first: () => Promise<unknown>): Promise<void> {
    this.error = null
    try {
      await first()
      sync.now()
      this.versions = (
        await ask(api.GET('/patients/me/nights/{date}/history', { params: { path: { date: this.#date } } }))
      ).results
    } catch (error) {
      this.error = error
    }
  }
}

/** Deleted nights that can still be brought back. */
export const trash = new CachedQuery('trash', () => ask(api.GET('/patients/me/trash', {})))

export async function bringBack(date: string): Promise<void> {
  await ask(api.POST('/patients/me/nights/{date}/restore', { params: { path: { date } } }))
  sync.now()
  await trash.refresh()
}
