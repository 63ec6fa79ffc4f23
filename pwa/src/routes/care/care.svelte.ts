import { api, ask } from '../../api/client'
import type { Held } from '../../api/desk'
import { Problem } from '../../api/problem'
import type { Flag, NightAnswer, NightBody } from '../../api/types'
import type { Episode, Night } from '../../night/types'
import { diary } from '../../store/diary.svelte'
import { uuid } from '../../store/ids'
import * as inTab from '../../store/inTab'
import type { Told } from '../../store/told'
import { laidOver, saidIn } from './said'

/** As the phone holds a night: several sleeps are a list, and so is one. */
const asNight = ({ sleep, tips_tried, ...night }: Omit<NightAnswer, 'safety'>): Night => ({
  ...night,
  sleep: sleep && (Array.isArray(sleep) ? sleep : [sleep]),
  tips_tried: tips_tried.map(({ tip, helped = null }) => ({ tip, helped })),
})

interface Unsaved {
  night: Night
  given: Told
}

/**
 * Another person's nights, one at a time. Read and written on the server alone: nothing of theirs is kept on this
 * phone, but in this tab what could not be saved as it was left.
 */
export class Care {
  held = $state.raw<Held[]>([])
  night = $state.raw<Night>({ date: '' })
  /** The night as it was when it was opened. */
  opened = $state.raw<Night>({ date: '' })
  nights = $state.raw<Night[]>([])
  flags = $state.raw<Flag[]>([])
  saved = $state<Date | null>(null)
  problem = $state<Problem | null>(null)
  /** When the night was opened, and when each safety answer was given that was said since. */
  openedAt = $state('')
  given = $state.raw<Told>({})
  #fresh = uuid()
  #patient = ''
  /** What was said is not at the server yet. */
  #unsaved = false
  /** What was opened last, and how often the server has said of this patient how it stands after a save. */
  #turn = 0
  #saves = 0
  /** What is under way with the server, one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  list(): Promise<boolean> {
    return this.#try(async () => {
      const { results } = await ask(api.GET('/consents', {}))
      this.held = results.filter(({ role, state, patient }) => role === 'carer' && state === 'active' && patient)
    })
  }

  /**
   * The night as it stands, and the latest ones; a night that is not there yet is empty. Nothing of another patient
   * stays.
   */
  open(patient: string, date: string): Promise<boolean> {
    this.leave()
    if (patient !== this.#patient) this.nights = this.flags = []
    this.#patient = patient
    this.night = this.opened = { date }
    this.openedAt = new Date().toISOString()
    this.given = {}
    this.#fresh = uuid()
    this.saved = null
    const turn = ++this.#turn
    this.#takeUp(nameOf(patient, date))
    const loaded = this.#try(
      () => this.#load(patient, date, turn),
      () => turn === this.#turn,
    )
    this.#last = loaded
    return loaded
  }

  async #load(patient: string, date: string, turn: number): Promise<void> {
    const path = { patient }
    const saves = this.#saves
    const [nights, flags] = await Promise.all([
      ask(api.GET('/patients/{patient}/nights', { params: { path } })),
      ask(api.GET('/patients/{patient}/safety', { params: { path } })),
    ])
    if (turn !== this.#turn) return
    // Asked before something was saved: it may not hold that yet.
    if (saves !== this.#saves) return this.#load(patient, date, turn)
    this.nights = nights.results.map(asNight)
    this.flags = flags.results
    const said = this.night === this.opened ? null : this.night
    this.opened = this.nights.find((one) => one.date === date) ?? { date }
    this.night = said ? laidOver(this.opened, said) : this.opened
  }

  /** The night is left: what was said is saved, and what cannot be is here again when it is opened anew. */
  leave(): void {
    if (!this.#unsaved) return
    this.#unsaved = false
    const { night, given } = this
    const name = nameOf(this.#patient, night.date)
    const { account } = diary
    void this.save(this.#patient).then((done) => {
      const { status = 0 } = this.problem ?? {}
      const isRefused = status >= 400 && status < 500
      if (!done) inTab.write(account, name, isRefused ? '' : JSON.stringify({ night, given } satisfies Unsaved))
    })
  }

  #takeUp(name: string): void {
    const left = inTab.read(diary.account, name)
    if (!left) return
    const { night, given } = JSON.parse(left) as Unsaved
    this.night = night
    this.given = given
    this.#unsaved = true
  }

  say(change: Partial<Night>): void {
    this.#unsaved = true
    const night = { ...this.night, ...change }
    const now = new Date().toISOString()
    this.given = { ...this.given, ...Object.fromEntries(saidIn(this.night, night).map((id) => [id, now])) }
    this.night = night
    this.saved = null
  }

  /** The spell in hand: the latest of the night, or a new one. */
  get episode(): Episode {
    return this.night.episodes?.at(-1) ?? { id: this.#fresh }
  }

  put(episode: Episode): void {
    const others = (this.night.episodes ?? []).filter(({ id }) => id !== episode.id)
    this.say({ pain: true, episodes: [...others, episode] })
  }

  /** A note is at the server while it is typed: nothing of it is kept on this phone. */
  async note(patient: string, episode: Episode): Promise<boolean> {
    this.put(episode)
    return this.save(patient)
  }

  /** Sends the night in hand, once all of it is here. */
  save(patient: string): Promise<boolean> {
    const turn = this.#turn
    const { night } = this
    const saved = this.#last.then(() =>
      this.#try(() => this.#send(patient, turn === this.#turn ? this.night : night, turn)),
    )
    this.#last = saved
    return saved
  }

  async #send(patient: string, sent: Night, turn: number): Promise<void> {
    const path = { patient, date: sent.date }
    const { safety, ...saved } = await ask(
      api.PATCH('/patients/{patient}/nights/{date}', { params: { path }, body: bodyOf(sent) }),
    )
    inTab.write(diary.account, nameOf(patient, sent.date), '')
    if (patient !== this.#patient) return
    this.#saves++
    const night = asNight(saved)
    this.nights = [night, ...this.nights.filter((one) => one.date !== sent.date)].sort((a, b) =>
      b.date.localeCompare(a.date),
    )
    this.flags = safety ?? []
    if (turn !== this.#turn) return
    // What was said while it was on its way stays to be saved.
    if (this.night === sent) {
      this.night = night
      this.#unsaved = false
    }
    this.saved = new Date()
  }

  /**
   * True when it went through; what went wrong otherwise stays to be read, if it still concerns what is open, and what
   * was typed stays too.
   */
  async #try(work: () => Promise<unknown>, concerns = () => true): Promise<boolean> {
    this.problem = null
    try {
      await work()
      return true
    } catch (error) {
      if (concerns()) this.problem = error instanceof Problem ? error : new Problem(0, 'unexpected')
      return false
    }
  }
}

const nameOf = (patient: string, date: string): string => `care.${patient}.${date}`

/** A night as the server completes its own with: what was not said is left out. */
function bodyOf({ pain, episodes = [], checks = {}, signs = {}, note }: Night): NightBody {
  const told = pain === undefined || pain === null ? {} : { pain }
  const spells = pain ? { episodes: episodes as NightBody['episodes'] } : {}
  return {
    ...told,
    checks,
    ...(Object.keys(signs).length ? { signs } : {}),
    ...(note ? { note } : {}),
    ...spells,
    recorded_at: new Date().toISOString(),
  }
}
