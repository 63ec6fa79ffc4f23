import { api, ask } from '../api/client'
import { Problem } from '../api/problem'
import { send as sendAccount } from '../store/account'
import { diary } from '../store/diary.svelte'
import { SomeoneElse } from '../store/meta'
import { GUEST } from '../store/types'
import type { Exchange } from './exchange'
import { next, START, type ScheduleEffect, type ScheduleEvent, type Status } from './schedule'

const EVERY_MS = 60_000
const LOCK = 'stillnight-sync'

/** When the outbox is emptied: on start, on coming to sight, on `online`, after a save, and on a timer. */
class Sync {
  status = $state<Status>('idle')
  lastAt = $state<Date | null>(null)
  #state = START
  #timer: ReturnType<typeof setTimeout> | undefined

  start(): void {
    addEventListener('online', () => this.now())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.now()
    })
    diary.onSaved = () => void this.#on({ type: 'saved', now: Date.now() })
    setInterval(() => void this.flush(), EVERY_MS)
    this.now()
  }

  now(): void {
    void this.#on({ type: 'woken', now: Date.now() })
  }

  resume(): void {
    void this.#on({ type: 'resumed', now: Date.now() })
  }

  flush(): Promise<void> {
    return this.#on({ type: 'due', now: Date.now(), locked: diary.locked, guest: diary.account === GUEST })
  }

  /** Ends when all that the event brought about has ended, but for timers and sessions. */
  async #on(event: ScheduleEvent): Promise<void> {
    const { state, effects } = next(this.#state, event)
    this.#state = state
    this.status = state.name
    for (const effect of effects) await this.#effects[effect]()
  }

  #effects: Record<ScheduleEffect, () => unknown> = {
    timer: () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.flush(), this.#state.wait)
    },

    endSession: () => {
      if (diary.signingOut)
        void session()
          .then(({ endSession }) => endSession())
          .then(() => (diary.signingOut = false), quietly)
    },

    checkSession: () =>
      void session()
        .then(({ check }) => check())
        .catch(quietly),

    lock: () => {
      if (!navigator.locks) return this.#on({ type: 'granted' })
      return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) =>
        this.#on(lock ? { type: 'granted' } : { type: 'taken', now: Date.now() }),
      )
    },

    exchange: async () => {
      const { account, device } = diary
      // Someone else may have signed in from another tab: the server takes nothing that is not theirs.
      const headers = { 'X-Account': account }
      const post: Exchange['post'] = (body) => ask(api.POST('/patients/me/sync', { body, headers }))
      try {
        // After the first screen, which needs none of it.
        const { exchange } = await import('./exchange')
        const outcome = await exchange({ account, device, now: () => new Date(), post })
        await this.#on({ type: 'exchanged', outcome, account })
      } catch (error) {
        const now = Date.now()
        // The next one's queue goes at once, and by their own standing.
        if (error instanceof SomeoneElse || account !== diary.account) return this.#on({ type: 'resumed', now })
        const { status, code, retryAfter } = error instanceof Problem ? error : new Problem(0, 'unexpected')
        await this.#on({ type: 'failed', now, chance: Math.random(), status, code, retryAfter })
      }
    },

    tell: async () => {
      const { outcome, account } = this.#state.exchanged!
      this.lastAt = new Date()
      // First what the server has of warnings: what was said is in neither place between the two.
      await diary.onExchanged(outcome, account)
      if (outcome.sent + outcome.received > 0) await diary.changed()
      await sendAccount()
    },
  }
}

const session = () => import('./session')
const quietly = () => undefined

export const sync = new Sync()
