import { api, ask } from '../api/client'
import { Problem } from '../api/problem'
import { send as sendAccount } from '../store/account'
import { diary } from '../store/diary.svelte'
import { SomeoneElse } from '../store/meta'
import { GUEST } from '../store/types'
import { waitAfter } from './backoff'
import type { exchange } from './exchange'

export type Status = 'idle' | 'sending' | 'offline' | 'withdrawn' | 'waiting'

const EVERY_MS = 60_000
const AFTER_SAVE_MS = 700
const OTHER_TAB_MS = 2_000
const LOCK = 'stillnight-sync'

/** When the outbox is emptied: on start, on coming back to sight, on `online`, after a save, and on a timer. */
class Sync {
  status = $state<Status>('idle')
  lastAt = $state<Date | null>(null)
  #failures = 0
  #notBefore = 0
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  start(): void {
    addEventListener('online', () => this.now())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.now()
    })
    diary.onSaved = () => this.soon(AFTER_SAVE_MS)
    setInterval(() => void this.flush(), EVERY_MS)
    this.now()
  }

  /** A reason to hope again: our own waiting ends, only what the server asked for is kept. */
  now(): void {
    this.#notBefore = this.#asked
    this.soon(0)
  }

  soon(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), Math.max(ms, this.#notBefore - Date.now()))
  }

  /** After signing in: the queue may go again. */
  resume(): void {
    this.#failures = 0
    this.#asked = 0
    this.status = 'idle'
    this.now()
  }

  async flush(): Promise<void> {
    const session = () => import('./session')
    const quietly = () => undefined
    if (diary.signingOut)
      void session()
        .then(({ endSession }) => endSession())
        .then(() => (diary.signingOut = false), quietly)
    // Nothing is sent until the person has done something about it; the queue stays as it is.
    if (diary.locked || this.status === 'withdrawn')
      return void session()
        .then(({ check }) => check())
        .catch(quietly)
    if (diary.account === GUEST) return
    // A timer may fire a moment early; the wait is taken up again, never dropped.
    if (Date.now() < this.#notBefore) return this.soon(0)
    const once = () => this.#exchange()
    if (!navigator.locks) return once()
    // The tab that is sending may have begun before this one's touch was kept.
    await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) =>
      lock ? once() : this.soon(OTHER_TAB_MS),
    )
  }

  async #exchange(): Promise<void> {
    this.status = 'sending'
    const { account, device } = diary
    // Someone else may have signed in from another tab: the server takes nothing that is not theirs.
    const headers = { 'X-Account': account }
    const post = (body: Parameters<Parameters<typeof exchange>[0]['post']>[0]) =>
      ask(api.POST('/patients/me/sync', { body, headers }))
    try {
      // After the first screen, which needs none of it.
      const { exchange } = await import('./exchange')
      const outcome = await exchange({ account, device, now: () => new Date(), post })
      this.#succeeded()
      // First what the server has of warnings: what was said is in neither place between the two.
      await diary.onExchanged(outcome, account)
      if (outcome.sent + outcome.received > 0) await diary.changed()
      await sendAccount()
    } catch (error) {
      // The next one's queue goes at once, and by their own standing.
      if (error instanceof SomeoneElse || account !== diary.account) return this.resume()
      this.#failed(error)
    }
  }

  #succeeded(): void {
    this.#failures = 0
    this.#notBefore = 0
    this.#asked = 0
    this.status = 'idle'
    this.lastAt = new Date()
  }

  #failed(error: unknown): void {
    const problem = error instanceof Problem ? error : new Problem(0, 'unexpected')
    if (problem.code === 'agreement_withdrawn') {
      this.status = 'withdrawn'
      return
    }
    this.#failures += 1
    const wait = waitAfter(this.#failures, problem.retryAfter, Math.random)
    this.#notBefore = Date.now() + wait
    this.#asked = Date.now() + (problem.retryAfter ?? 0)
    this.status = problem.status === 0 ? 'offline' : 'waiting'
    this.soon(wait)
  }
}

export const sync = new Sync()
