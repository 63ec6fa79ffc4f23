import { diary } from '../store/diary.svelte'
import * as meta from '../store/meta'
import { openScreens } from './due'
import { currentHealth } from './known'

const KEPT = 'questions'
const TIMES = 2

interface Later {
  count: number
  /** The day it was put off: not offered again that day. */
  on: string
  /** The screens that were open then. */
  screens: string[]
}

/**
 * The screens about the person, offered in the morning: put off twice, they wait in About you until something new is
 * open.
 */
class Offer {
  #later = $state.raw<Later>({ count: 0, on: '', screens: [] })
  #account = $state('')

  open = $derived(openScreens(currentHealth(diary.others, diary.today()), diary.today()))
  stands = $derived.by(() => {
    if (this.#account !== diary.account || this.open.length === 0) return false
    const { count, on, screens } = this.#later
    const isNew = this.open.some(({ id }) => !screens.includes(id))
    return on !== diary.today() && (count < TIMES || isNew)
  })

  async recall(): Promise<void> {
    const { account } = diary
    const kept = await meta.read<Later>(account, KEPT).catch(() => undefined)
    if (kept) this.#later = kept
    this.#account = account
  }

  async putOff(): Promise<void> {
    const screens = this.open.map(({ id }) => id)
    const again = screens.every((id) => this.#later.screens.includes(id))
    const later = { count: again ? this.#later.count + 1 : 1, on: diary.today(), screens }
    this.#later = later
    await meta.change<Later>(diary.account, KEPT, () => later).catch(() => undefined)
  }
}

export const offer = new Offer()
