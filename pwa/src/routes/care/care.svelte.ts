import { api, ask } from '../../api/client'
import type { Held } from '../../api/desk'
import { Problem } from '../../api/problem'
import type { Flag, NightAnswer, NightBody } from '../../api/types'
import type { Episode, Night } from '../../night/types'
import { uuid } from '../../store/ids'

/** As the phone holds a night: several sleeps are a list, and so is one. */
const asNight = ({ sleep, tips_tried, ...night }: Omit<NightAnswer, 'safety'>): Night => ({
  ...night,
  sleep: sleep && (Array.isArray(sleep) ? sleep : [sleep]),
  tips_tried: tips_tried.map(({ tip, helped = null }) => ({ tip, helped })),
})

/** Another person's nights. Read and written on the server alone: nothing of theirs is kept on this phone. */
export class Care {
  held = $state.raw<Held[]>([])
  night = $state.raw<Night>({ date: '' })
  /** The night as it was when it was opened. */
  opened = $state.raw<Night>({ date: '' })
  nights = $state.raw<Night[]>([])
  flags = $state.raw<Flag[]>([])
  saved = $state<Date | null>(null)
  problem = $state<Problem | null>(null)
  #fresh = uuid()

  list(): Promise<boolean> {
    return this.#try(async () => {
      const { results } = await ask(api.GET('/consents', {}))
      this.held = results.filter(({ role, state, patient }) => role === 'carer' && state === 'active' && patient)
    })
  }

  /** The night as it stands, and the latest ones; a night that is not there yet is empty. */
  open(patient: string, date: string): Promise<boolean> {
    this.night = this.opened = { date }
    this.#fresh = uuid()
    this.saved = null
    return this.#try(async () => {
      const path = { patient }
      const [nights, flags] = await Promise.all([
        ask(api.GET('/patients/{patient}/nights', { params: { path } })),
        ask(api.GET('/patients/{patient}/safety', { params: { path } })),
      ])
      this.nights = nights.results.map(asNight)
      this.flags = flags.results
      this.night = this.opened = this.nights.find((one) => one.date === date) ?? { date }
    })
  }

  say(change: Partial<Night>): void {
    this.night = { ...this.night, ...change }
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

  save(patient: string): Promise<boolean> {
    const { date, pain = null, episodes = [], checks = {}, signs = {}, note } = this.night
    const body: NightBody = { pain, checks, ...(Object.keys(signs).length ? { signs } : {}), ...(note ? { note } : {}), ...(pain ? { episodes: episodes as NightBody['episodes'] } : {}), recorded_at: new Date().toISOString() }
    const sent = this.night
    return this.#try(async () => {
      const { safety, ...saved } = await ask(api.PATCH('/patients/{patient}/nights/{date}', { params: { path: { patient, date } }, body }))
      const night = asNight(saved)
      // What was said while it was on its way stays to be saved.
      if (this.night === sent) this.night = night
      this.nights = [night, ...this.nights.filter((one) => one.date !== date)].sort((a, b) => b.date.localeCompare(a.date))
      this.flags = safety ?? []
      this.saved = new Date()
    })
  }

  /** True when it went through; what went wrong otherwise stays to be read, and what was typed stays too. */
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
