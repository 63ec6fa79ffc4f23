import { api, ask } from '../../api/client'
import { Once } from '../../api/once'
import { Problem } from '../../api/problem'
import type { Shown, VisitLink } from '../../api/types'

/** Links that open the diary for half an hour. Made and ended on the server alone. */
export class VisitLinks {
  open = $state.raw<VisitLink[]>([])
  shown = $state.raw<(VisitLink & Shown) | null>(null)
  problem = $state.raw<Problem | null>(null)
  #once = new Once()
  /** How often something was made or ended here. */
  #changes = 0

  refresh = (): Promise<void> =>
    this.#try(async () => {
      const changes = this.#changes
      const { results } = await ask(api.GET('/patients/me/visit-links', {}))
      // Asked before something was made or ended: it may not hold that yet.
      if (changes !== this.#changes) return this.refresh()
      this.open = results
      if (!this.open.some(({ id }) => id === this.shown?.id)) this.shown = null
    })

  make(scope: VisitLink['scope']): Promise<void> {
    return this.#try(async () => {
      const made = await this.#once.make((headers) =>
        ask(api.POST('/patients/me/visit-links', { body: { scope }, headers })),
      )
      this.#changes++
      this.shown = made
      this.open = [made, ...this.open.filter(({ id }) => id !== made.id)]
    })
  }

  end(id: string): Promise<void> {
    return this.#try(async () => {
      await ask(api.DELETE('/patients/me/visit-links/{link}', { params: { path: { link: id } } }))
      this.#changes++
      this.open = this.open.filter((link) => link.id !== id)
      if (this.shown?.id === id) this.shown = null
    })
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.problem = null
    try {
      await work()
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem(0, 'unexpected')
    }
  }
}
