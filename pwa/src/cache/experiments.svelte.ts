import { api, ask } from '../api/client'
import { Problem } from '../api/problem'
import type { Preview } from '../api/types'
import { CachedQuery } from './cachedQuery.svelte'

export const experiments = new CachedQuery('experiments', () => ask(api.GET('/patients/me/experiments', {})))

/** A start, a pause and a stop are decided by the server alone: the nights are drawn there, and warnings come first. */
export class Trying {
  preview = $state.raw<Preview | null>(null)
  problem = $state.raw<Problem | null>(null)
  readonly #tip: string

  constructor(tip: string) {
    this.#tip = tip
  }

  look(): Promise<void> {
    return this.#try(async () => {
      this.preview = (await ask(api.GET('/patients/me/experiments', { params: { query: { tip: this.#tip } } }))).preview
    })
  }

  /** `read` are the rules whose messages were read on this screen. */
  start(start: string, nights: 28 | 42, read: string[]): Promise<void> {
    return this.#try(() => ask(api.POST('/patients/me/experiments', { body: { tip: this.#tip, start, nights, read } })))
  }

  change(id: string, state: 'running' | 'paused' | 'stopped', read: string[] = []): Promise<void> {
    return this.#try(() =>
      ask(
        api.PATCH('/patients/me/experiments/{experiment}', {
          params: { path: { experiment: id } },
          body: { state, read },
        }),
      ),
    )
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.problem = null
    try {
      await work()
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem(0, 'unexpected')
    }
    await experiments.refresh()
  }
}
