import { tick } from 'svelte'
import { api, ask } from '../api/client'
import type { Flag, FlagOutcome, Level } from '../api/types'
import { insights } from '../cache/insights.svelte'
import { CachedAnswer } from '../cache/cachedQuery.svelte'
import type { SidedAnswer } from '../night/types'
import { setCheck, takeBackAnswers } from '../night/edits'
import type { Reply, Telling } from '../safety/ledger'
import { legOf, nameOf, ruleOf } from '../safety/names'
import { words } from '../i18n/i18n.svelte'
import { certainly } from '../lib/certainly'
import { asking } from '../questions/asking.svelte'
import { diary } from '../store/diary.svelte'
import * as kept from '../store/flags'
import * as meta from '../store/meta'
import type { Change } from '../store/types'
import { GUEST } from '../store/types'
import { ruleTexts, type RuleTexts } from './texts'

type Engine = typeof import('./evaluate')
type Said = import('./evaluate').Said

/**
 * The warnings that stand, the most urgent first, by one ledger for what this phone has seen and what the server
 * tells of other devices. Nothing leaves it but by an answer of the person.
 */
class Warnings {
  all = $state.raw<Flag[]>([])
  /** Warnings that were closed, folded or put off by a reply, with that reply; the newest first. */
  recent = $state.raw<Flag[]>([])
  worst = $derived(this.all[0])
  /** The ones that first ask whether it is still so. */
  questions = $derived(this.all.filter(({ still }) => still))
  /**
   * The warning that the last answer here took away, until its end has been passed over: it is told beside the answer.
   */
  answered = ''
  #engine: Engine | null = null
  /** The rules could not be fetched and are asked for until they are here. */
  #coming: Promise<void> | null = null
  #texts: RuleTexts | null = null
  #account = ''
  #judged: kept.Judged = { tellings: [], nights: {} }
  #flags = new CachedAnswer<Flag[]>('safety')
  /** How often the server has said which warnings stand. */
  #told = 0
  /** The tellings that were folded last, by name. */
  #stood: ReadonlySet<string> = new Set()
  #replies = new CachedAnswer<Reply[]>('replies')
  /** Said, and not yet among what waits on the disk. */
  #saying: Change[] = []
  #turn: Promise<unknown> = Promise.resolve()
  #begun = false
  #stop: () => void = () => undefined

  /** Follows the open diary, until what it answers is called. */
  start(): () => void {
    this.#stop()
    this.#begun = true
    this.#account = ''
    this.#flags.drop()
    this.#replies.drop()
    diary.onExchanged = ({ safety, replies }, account) => this.take({ flags: safety, replies }, account)
    diary.onSlips = (answers) => void this.#slipped(answers)
    return (this.#stop = $effect.root(() => {
      $effect(() => {
        void diary.waiting
        void diary.opened
        void asking.waiting
        void words.language
        this.#look()
      })
    }))
  }

  /** What the server says of `account`; nothing to whoever holds the phone by now, if that is someone else. */
  async take(
    { flags, replies }: { flags?: Flag[] | undefined; replies?: Reply[] | undefined },
    account: string,
  ): Promise<void> {
    if (account !== diary.account) return
    if (flags) this.#told++
    await Promise.all([flags && this.#flags.take(flags), replies && this.#replies.take(replies)])
    this.#fold()
  }

  /** Asks the server which warnings stand; without a network the last answer stays. */
  async refresh(): Promise<void> {
    const { account } = diary
    if (account === GUEST) return
    const told = this.#told
    const answer = await ask(api.GET('/patients/me/safety', {})).catch(() => null)
    if (!answer) return
    // Told something since: an older answer must not show over it.
    if (told !== this.#told) return this.refresh()
    await this.take({ flags: answer.results, replies: answer.replies }, account)
  }

  /** What the person says after a warning. It goes to the server with the next sync, online or not. */
  async answer(flag: Flag, outcome: FlagOutcome): Promise<void> {
    await this.#turn
    const snapshot = this.#engine?.snapshot(this.#said(), flag)
    if (!snapshot) return
    const { rule: _rule, leg: _leg, ...held } = snapshot
    this.answered = flag.key!
    const reply = { outcome, on: diary.today(), ...held }
    if (outcome !== 'mistap') return this.#say(flag.key!, flag.answered_at ?? undefined, reply)
    const edits = takeBackAnswers(diary.nights, snapshot.answers)
    const taken = slipsOf(snapshot.answers)
    // Begun together, the slips first: a question that is put again shows no answer, and none given now is taken out.
    await Promise.all([
      // Before the passcode nothing is kept of it; the slip is taken out all the same.
      meta
        .change<Record<string, kept.Slip[]>>(diary.account, meta.SLIPS, (slips) => ({ ...slips, [flag.key!]: taken }))
        .catch(() => undefined),
      this.#say(flag.key!, flag.answered_at ?? undefined, reply),
      diary.save(edits, { undoable: false, told: true }),
    ])
  }

  /** Takes the last reply to a warning back: it stands again, in every timing. */
  async takeBack(key: string): Promise<void> {
    const last = [...this.recent, ...this.all].find((flag) => flag.key === key)?.reply
    await this.#say(key, last?.at, null)
    if (last?.outcome !== 'mistap') return
    const slips =
      (await meta.read<Record<string, kept.Slip[]>>(diary.account, meta.SLIPS).catch(() => undefined))?.[key] ?? []
    await diary.save(
      slips.map(({ night, id, value }) => setCheck(night, id, value)),
      { undoable: false },
    )
  }

  /** An undo took back these yeses: the warnings that rest on them were slips, and nothing else is touched. */
  async #slipped(answers: string[]): Promise<void> {
    this.answered = ''
    await this.#turn
    for (const flag of this.all) {
      const snapshot = this.#engine?.snapshot(this.#said(), flag)
      const mine = answers.filter((answer) => snapshot?.answers.includes(answer))
      if (!snapshot || !mine.length) continue
      const { rule: _rule, leg: _leg, ...held } = snapshot
      await this.#say(flag.key!, flag.answered_at ?? undefined, {
        outcome: 'mistap',
        on: diary.today(),
        ...held,
        answers: mine,
      })
    }
  }

  /** One thing said, shown at once and kept on the disk; null takes the last one back. */
  async #say(key: string, after: string | undefined, data: Record<string, unknown> | null): Promise<void> {
    const op = data ? 'put' : 'delete'
    const at = new Date(Math.max(Date.now(), after ? Date.parse(after) + 1 : 0)).toISOString()
    const saying = { id: `saying-${at}`, kind: 'seen', key, op, edited_at: at, data, date: '' } as Change
    this.#saying = [...this.#saying, saying]
    this.#fold()
    if (await diary.save([{ kind: 'seen', key, date: '', op, data, after }], { told: data !== null }))
      this.#saying = this.#saying.filter((one) => one !== saying)
    this.#fold()
  }

  #said(): Said {
    const waiting = [...diary.waiting, ...this.#saying].filter(({ kind }) => kind === 'seen').map(asReply)
    const now = new Date().toISOString()
    // What the server says while this screen still asks waits too, unless it stood before.
    const server = this.#flags.value ?? []
    const served = server.flatMap(kept.tellingsOf).filter((one) => this.#stood.has(nameOf(one)) || !asking.holds(one))
    const tellings = [...this.#judged.tellings, ...served]
    return {
      tellings,
      replies: [...waiting, ...(this.#replies.value ?? [])],
      server,
      texts: this.#texts ?? { language: words.language, of: {} },
      now,
      today: diary.tonight(),
    }
  }

  #fold(): void {
    if (this.#account !== diary.account) return
    // Without the rules nothing of one's own is judged; what the server says stands all the same.
    if (!this.#engine) return void (this.all = this.#flags.value ?? [])
    const said = this.#said()
    const { all, recent } = this.#engine.standing(said)
    this.#stood = new Set(said.tellings.map(nameOf))
    this.all = all
    this.recent = recent
    if (all.some(({ key }) => key === this.answered)) this.answered = ''
    if (diary.passcode && !diary.locked) void this.tellBeforePasscode().catch(() => undefined)
  }

  /**
   * A warning that stands is never hidden: before the passcode is entered its level is told, and nothing else of it.
   */
  async tellBeforePasscode(): Promise<void> {
    const level = this.worst?.level ?? null
    if (level !== ((await meta.read('', meta.OPEN_WARNING)) ?? null))
      await meta.change('', meta.OPEN_WARNING, () => this.worst?.level ?? null)
  }

  /** The level of the most urgent that stands, also where the first screen has not asked yet. */
  async level(): Promise<Level | null> {
    if (!this.#begun) this.start()
    await tick()
    await this.settled()
    return this.worst?.level ?? null
  }

  /** Every state so far has been judged. */
  settled(): Promise<unknown> {
    return this.#turn
  }

  /** Each state of the diary is judged, in order: a yes that is taken back a second later was told all the same. */
  #look(): void {
    const { account, others } = diary
    const nights = Object.values(diary.nights).map((night) => ({ ...night, given: diary.given[night.date] ?? {} }))
    const today = diary.tonight()
    const shown = (insights.value?.profiles ?? []).filter((profile) => profile.shown).map(({ id }) => id)
    // What the screen asks of this state is known once it has been drawn; the rules may come later than the next
    // answer.
    const holds = tick().then(() => asking.now())
    this.#turn = this.#turn
      .then(async () => {
        // The rules come after the first screen: they are many, and kept for offline use all the same.
        // Whatever cannot be fetched now is asked for again, with the next state or soon.
        const [engine] = await Promise.all([this.#engine ?? import('./evaluate').catch(() => null), this.#speak()])
        this.#engine = engine
        if (account !== this.#account) await this.#recall(account)
        if (account !== diary.account) return
        if (!engine) {
          this.#coming ??= certainly(() => import('./evaluate')).then(() => {
            this.#coming = null
            this.#look()
          })
          return this.#fold()
        }
        const waits = await holds
        const before = this.#judged
        const found = engine.judge(before, {
          ...this.#said(),
          nights,
          others,
          today,
          shown,
          dayOf: (at) => diary.tonight(new Date(at)),
        })
        this.#judged = kept.pruned(this.#untilAsked(found, waits))
        this.#fold()
        if (JSON.stringify(before) !== JSON.stringify(this.#judged))
          await kept.keep(account, this.#judged).catch(() => undefined)
      })
      .catch((error: unknown) => console.error(error))
  }

  /** The words of the rules in the reader's language; while they cannot be fetched, those at hand or those told. */
  async #speak(): Promise<void> {
    if (this.#texts?.language !== words.language) this.#texts = await ruleTexts(words.language).catch(() => this.#texts)
  }

  /**
   * What was judged, without the warnings that wait while what may change them is being asked; their nights are judged
   * again. Until then nothing is settled in those nights: what would replace it does not stand yet.
   */
  #untilAsked({ tellings, nights, ends }: kept.Judged, waits: typeof asking.holds): kept.Judged {
    const before = this.#judged
    const stood = new Set(before.tellings.map(nameOf))
    const waiting = tellings.filter((one) => !stood.has(nameOf(one)) && waits(one))
    const again = Object.fromEntries(waiting.map(({ night }) => [night, before.nights[night] ?? '']))
    const early = (one: Telling) => Boolean(one.settled_at) && one.night in again && !before.tellings.includes(one)
    return {
      tellings: tellings.filter((one) => !waiting.includes(one) && !early(one)),
      nights: { ...nights, ...again },
      ends,
    }
  }

  /** Another person's diary was opened: what is kept of theirs. */
  async #recall(account: string): Promise<void> {
    const [judged] = await Promise.all([
      kept.read(account).catch(() => undefined),
      this.#flags.recall(),
      this.#replies.recall(),
    ])
    this.#account = account
    this.#judged = judged ?? { tellings: [], nights: {} }
    this.#saying = []
    // A pattern that was last shown is judged too, whichever screen is opened first.
    await insights.recall()
  }
}

function asReply({ id, key, op, edited_at, data }: Change): Reply {
  const said = (data ?? {}) as Partial<Reply>
  const { level = '', items = [], answers = [], worst = null, places = [] } = said
  return {
    id,
    rule: ruleOf(key),
    leg: legOf(key),
    at: edited_at,
    outcome: op === 'put' ? said.outcome! : 'taken_back',
    level,
    items,
    answers,
    worst,
    places,
  }
}

/** What a slip takes out of the nights, so that its undo puts it back. */
function slipsOf(answers: readonly string[]): kept.Slip[] {
  return answers.flatMap((answer) => {
    const [night, id] = [answer.slice(0, 10), answer.slice(11)]
    const value: SidedAnswer | undefined = diary.night(night).checks?.[id]
    return value === undefined ? [] : [{ id, night, value }]
  })
}

export const warnings = new Warnings()
