import { api, ask } from '../api/client'
import type { Flag, FlagOutcome, Level } from '../api/types'
import { insights } from '../answers/insights.svelte'
import { diary } from '../store/diary.svelte'
import * as meta from '../store/meta'
import { Problem } from '../api/problem'
import { GUEST } from '../store/types'
import { removeChecks, setCheck } from '../night/edits'
import type { Seen } from '../safety/types'

const SEEN = 'seen'
const order: Level[] = ['emergency', 'same_day', 'within_days', 'routine']

/** Warnings of the server and of the phone's own look at the same rules, the most urgent first. Neither softens the other. */
class Warnings {
  fromServer = $state.raw<Flag[]>([])
  fromPhone = $state.raw<Flag[]>([])
  seen = $state.raw<Record<string, Seen>>({})

  all = $derived.by(() => {
    const byRule = new Map<string, Flag>()
    for (const flag of [...this.fromPhone, ...this.fromServer.filter((flag) => !flag.asks)]) {
      const known = byRule.get(flag.rule)
      if (!known || rank(flag) <= rank(known)) byRule.set(flag.rule, { ...known, ...flag })
    }
    return [...byRule.values()].map(keyed).sort((a, b) => rank(a) - rank(b))
  })

  worst = $derived(this.all[0])
  /** Warnings that were closed or folded by a reply, with that reply; the newest first. */
  recent = $state.raw<Flag[]>([])
  /** What an old night would have raised: nothing urgent, it is asked whether it is still so. */
  questions = $derived(this.fromServer.filter((flag) => flag.asks))

  start(): void {
    diary.onExchanged = async ({ safety }, account) => {
      if (safety) await this.take(safety, account)
    }
    $effect.root(() => {
      $effect(() => {
        void diary.nights
        void diary.others
        void this.#look()
      })
      $effect(() => void this.#recall(diary.account))
    })
  }

  /** What the server says of `account`; nothing to whoever holds the phone by now, if that is someone else. */
  async take(flags: Flag[], account: string): Promise<void> {
    if (account !== diary.account) return
    this.fromServer = flags
    // Shown even when the phone has no room to keep it.
    await meta.keepAnswer(account, 'safety', flags, new Date().toISOString()).catch(() => undefined)
  }

  /** Asks the server which warnings stand; without a network the last answer stays. */
  async refresh(): Promise<void> {
    const { account } = diary
    if (account === GUEST) return
    const answer = await ask(api.GET('/patients/me/safety', {})).catch(() => null)
    if (answer) await this.take(answer.results, account)
  }

  /** "I was seen" and the like. Told to the server at once where it can be reached, else with the next sync. */
  async answer(flag: Flag, outcome: FlagOutcome): Promise<void> {
    const said = { outcome, on: diary.today() }
    const { rule, level, items = [], side = null } = flag
    const seen = { [rule]: { rule, level, items, side, ...said } as Seen }
    this.recent = [{ ...keyed(flag), reply: { outcome, at: new Date().toISOString() } }, ...this.recent]
    this.seen = { ...this.seen, ...seen }
    await meta.change<Record<string, Seen>>(diary.account, SEEN, (kept) => ({ ...kept, ...seen }))
    if (!(await this.#tell(flag, said))) await diary.save([{ kind: 'seen', key: rule, date: '', op: 'put', data: said }])
    // A slip of the finger is taken out of the nights; the log keeps it.
    if (outcome === 'mistap') await diary.save(removeChecks(Object.values(diary.nights), items))
    await this.#look()
  }

  /** The answer to "is it still so?", judged as tonight's. */
  async stillSo(flag: Flag, so: boolean): Promise<void> {
    const date = diary.tonight()
    await diary.save((flag.items ?? []).map((item) => setCheck(date, item, so)))
  }

  /** Takes the last reply to a warning back; it stands again. */
  async takeBack(key: string): Promise<void> {
    const rule = key.split('/')[0]!
    const { [rule]: _gone, ...seen } = this.seen
    this.seen = seen
    this.recent = this.recent.filter((flag) => flag.key !== key)
    await meta.keep(diary.account, SEEN, seen)
    await diary.save([{ kind: 'seen', key: rule, date: '', op: 'delete', data: null }])
    await this.#look()
  }

  async #tell(flag: Flag, body: { outcome: string; on: string }): Promise<boolean> {
    const { account } = diary
    if (account === GUEST || !flag.id) return false
    try {
      const left = await ask(api.POST('/patients/me/safety/{flag}/seen', { params: { path: { flag: flag.id } }, body }))
      await this.take(left.results, account)
      return true
    } catch (error) {
      return !(error instanceof Problem && error.passing)
    }
  }

  /** Another person's diary was opened: what is kept of theirs. */
  async #recall(account: string): Promise<void> {
    const none: Flag[] = []
    this.fromServer = none
    this.seen = {}
    const kept = await meta.answer<Flag[]>(account, 'safety').catch(() => undefined)
    const seen = await meta.read<Record<string, Seen>>(account, SEEN).catch(() => undefined)
    if (account !== diary.account) return
    // What the server has said meanwhile is newer than what the phone kept.
    if (this.fromServer === none) this.fromServer = kept?.value ?? []
    this.seen = { ...seen, ...this.seen }
    await this.#look()
  }

  async #look(): Promise<void> {
    const nights = Object.values(diary.nights)
    const { others } = diary
    const shown = (insights.value?.profiles ?? []).filter((profile) => profile.shown).map(({ id }) => id)
    // The rules come after the first screen: they are many, and kept for offline use all the same.
    const { flagsOf } = await import('./evaluate')
    this.fromPhone = flagsOf({ nights, others, today: diary.tonight(), shown, seen: this.seen })
  }
}

const keyed = (flag: Flag): Flag => ({ ...flag, key: flag.side ? `${flag.rule}/${flag.side}` : flag.rule })

function rank(flag: Flag): number {
  return order.indexOf(flag.level)
}

export const warnings = new Warnings()
