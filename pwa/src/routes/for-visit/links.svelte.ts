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

  refresh = (): Promise<void> => this.#try(async () => {
    this.open = (await ask(api.GET('/patients/me/visit-links', {}))).results
    if (!this.open.some(({ id }) => id === this.shown?.id)) this.shown = null
  })

  make(scope: VisitLink['scope']): Promise<void> {
    return this.#try(async () => {
      const made = await this.#once.make((headers) => ask(api.POST('/patients/me/visit-links', { body: { scope }, headers })))
      this.shown = made
      this.open = [made, ...this.open.filter(({ id }) => id !== made.id)]
    })
  }

  end(id: string): Promise<void> {
    return this.#try(async () => {
      await ask(api.DELETE('/patients/me/visit-links/{link}', { params: { path: { link: id } } }))
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
