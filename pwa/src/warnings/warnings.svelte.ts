import { api, ask } from '../api/client'
import type { Flag, Level } from '../api/types'
import { insights } from '../answers/insights.svelte'
import { diary } from '../store/diary.svelte'
import * as meta from '../store/meta'
import { GUEST } from '../store/types'

const order: Level[] = ['emergency', 'same_day', 'within_days', 'routine']

/** Warnings of the server and of the phone's own look at the same rules, the most urgent first. Neither softens the other. */
class Warnings {
  fromServer = $state.raw<Flag[]>([])
  fromPhone = $state.raw<Flag[]>([])

  all = $derived.by(() => {
    const byRule = new Map<string, Flag>()
    for (const flag of [...this.fromPhone, ...this.fromServer]) {
      const known = byRule.get(flag.rule)
      if (!known || rank(flag) <= rank(known)) byRule.set(flag.rule, { ...known, ...flag })
    }
    return [...byRule.values()].sort((a, b) => rank(a) - rank(b))
  })

  worst = $derived(this.all[0])

  start(): void {
    diary.onExchanged = async ({ safety }) => {
      if (safety) await this.take(safety)
    }
    $effect.root(() => {
      $effect(() => {
        void diary.nights
        void diary.others
        void this.#look()
      })
    })
    void this.#recall()
  }

  async take(flags: Flag[]): Promise<void> {
    this.fromServer = flags
    await meta.keepAnswer(diary.account, 'safety', flags, new Date().toISOString())
  }

  /** Asks the server which warnings stand; without a network the last answer stays. */
  async refresh(): Promise<void> {
    if (diary.account === GUEST) return
    const answer = await ask(api.GET('/patients/me/safety', {})).catch(() => null)
    if (answer) await this.take(answer.results)
  }

  /** "I was seen" and the like: an answer to one warning, kept with the diary and undoable like any other. */
  async seen(flag: Flag, outcome: string): Promise<void> {
    const data = { outcome, on: diary.tonight() }
    await diary.save([{ kind: 'seen', key: flag.rule, date: '', op: 'put', data }])
  }

  async #recall(): Promise<void> {
    if (diary.account === GUEST) return
    this.fromServer = (await meta.answer<Flag[]>(diary.account, 'safety'))?.value ?? []
  }

  async #look(): Promise<void> {
    const nights = Object.values(diary.nights)
    const { others } = diary
    const shown = (insights.value?.profiles ?? []).filter((profile) => profile.shown).map(({ id }) => id)
    // The rules come after the first screen: they are many, and kept for offline use all the same.
    const { flagsOf } = await import('./evaluate')
    this.fromPhone = flagsOf({ nights, others, today: diary.tonight(), shown })
  }
}

function rank(flag: Flag): number {
  return order.indexOf(flag.level)
}

export const warnings = new Warnings()
