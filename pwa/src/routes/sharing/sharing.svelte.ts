import { api, ask } from '../../api/client'
import type { Consent, Invited, Look, Scope } from '../../api/types'
import { Problem } from '../../api/problem'

/** Who may see the diary. Read and changed on the server alone: nothing here is kept on the phone. */
export class Sharing {
  consents = $state.raw<Consent[]>([])
  looks = $state.raw<Look[]>([])
  invited = $state.raw<Invited | null>(null)
  problem = $state<Problem | null>(null)

  async refresh(): Promise<void> {
    await this.#try(async () => {
      const [consents, looks] = await Promise.all([ask(api.GET('/patients/me/consents', {})), ask(api.GET('/patients/me/access', {}))])
      this.consents = consents.results
      this.looks = looks.results
    })
  }

  async invite(scope: Scope, email: string): Promise<void> {
    await this.#try(async () => {
      this.invited = await ask(api.POST('/patients/me/consents', { body: { scope, ...(email && { email }) } }))
    })
    await this.refresh()
  }

  async accept(code: string): Promise<void> {
    await this.#try(() => ask(api.POST('/consents/accept', { body: { code } })))
    await this.refresh()
  }

  async confirm(id: string): Promise<void> {
    await this.#try(() => ask(api.POST('/patients/me/consents/{id}/confirm', { params: { path: { id } } })))
    await this.refresh()
  }

  async end(id: string): Promise<void> {
    await this.#try(() => ask(api.DELETE('/patients/me/consents/{id}', { params: { path: { id } } })))
    await this.refresh()
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.problem = null
    try {
      await work()
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem(0, 'unexpected')
    }
  }
}
