import { api, ask } from '../../api/client'
import type { Consent, Invited, Look, Offered, Scope } from '../../api/types'
import { Once } from '../../api/once'
import { Problem } from '../../api/problem'
import { diary } from '../../store/diary.svelte'
import * as meta from '../../store/meta'

/** The earliest night shown and the last day of access; empty is without limit. */
interface Limits {
  from?: string
  until?: string
}

/** Without what was left empty. */
function said<T extends object>(record: T): Partial<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value)) as Partial<T>
}

const NONE: { results: never[] } = { results: [] }

/** `NONE` where there is no diary. */
async function orNone<T>(asked: Promise<{ results: T[] }>): Promise<{ results: T[] }> {
  return asked.catch((error: unknown) => {
    if (error instanceof Problem && error.status === 404) return NONE
    throw error
  })
}

const KEPT = 'consents'

/**
 * Who may see the diary, as the server said last: kept on the phone so that it never says "nobody" for want of a
 * network.
 */
export class Sharing {
  /** Null until it is known. */
  consents = $state.raw<Consent[] | null>(null)
  /** When the server said so; null once it has said so now. */
  knownAt = $state<string | null>(null)
  /** An account that keeps no diary has nothing to share. */
  noDiary = $state(false)
  looks = $state.raw<Look[]>([])
  invited = $state.raw<Invited | null>(null)
  /** What the code in hand would open, before it is used. */
  offered = $state.raw<Offered | null>(null)
  problem = $state<Problem | null>(null)
  #once = new Once()
  #turn = 0

  /** Who keeps no diary yet has nothing to share: that is no fault. */
  async refresh(): Promise<void> {
    const { account } = diary
    const turn = ++this.#turn
    await this.#recall(account)
    await this.#try(async () => {
      const [consents, looks] = await Promise.all([
        orNone(ask(api.GET('/patients/me/consents', {}))),
        orNone(ask(api.GET('/patients/me/access', {}))),
      ])
      // Asked again meanwhile: an older answer must not show over a newer one.
      if (turn !== this.#turn || account !== diary.account) return
      this.noDiary = consents === NONE
      this.consents = consents.results
      this.looks = looks.results
      this.knownAt = null
      await meta.keepAnswer(account, KEPT, this.consents, new Date().toISOString()).catch(() => undefined)
    })
  }

  async #recall(account: string): Promise<void> {
    const kept = await meta.answer<Consent[]>(account, KEPT).catch(() => undefined)
    if (!kept || this.consents) return
    this.consents = kept.value
    this.knownAt = kept.at
  }

  async invite(scope: Scope, limits: Limits & { email?: string }): Promise<void> {
    const made = await this.#try(async () => {
      this.invited = await this.#once.make((headers) =>
        ask(api.POST('/patients/me/consents', { body: { scope, ...said(limits) }, headers })),
      )
    })
    if (made) await this.refresh()
  }

  preview(code: string): Promise<boolean> {
    return this.#try(async () => {
      this.offered = await ask(api.POST('/consents/preview', { body: { code } }))
    })
  }

  /** True when the code was used. */
  async accept(code: string, wish: Limits & { scope?: Exclude<Scope, 'log'> }): Promise<boolean> {
    const used = await this.#try(() => ask(api.POST('/consents/accept', { body: { code, ...said(wish) } })))
    if (used) await this.refresh()
    return used
  }

  async confirm(id: string): Promise<void> {
    if (
      await this.#try(() =>
        ask(api.POST('/patients/me/consents/{consent}/confirm', { params: { path: { consent: id } } })),
      )
    )
      await this.refresh()
  }

  async end(id: string): Promise<void> {
    if (
      await this.#try(() => ask(api.DELETE('/patients/me/consents/{consent}', { params: { path: { consent: id } } })))
    )
      await this.refresh()
  }

  /** True when it went through; what went wrong otherwise stays to be read. */
  async #try(work: () => Promise<unknown>): Promise<boolean> {
    this.problem = null
    try {
      await work()
      return true
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem(0, 'unexpected')
      return false
    }
  }
}
