import { diary } from '../../store/diary.svelte'
import * as meta from '../../store/meta'
import { GUEST } from '../../store/types'
import { warnings } from '../warnings.svelte'
import { Raising, type Folded } from './raising.svelte'

const FOLDED = 'folded'

/** The sheets of this phone's own diary: which one is in view, and what was folded away before. */
class Sheets {
  own = new Raising(
    () => warnings.all,
    (folded) => void this.#keep(folded),
  )
  /** The night for which "I can't cope" was opened; null while it is closed. */
  crisis = $state<string | null>(null)
  #account: string | null = null

  /** Another diary was opened: what was folded away of it. A guest's come along into the account. */
  async recall(account: string): Promise<void> {
    const from = this.#account
    this.#account = account
    if (from === GUEST && this.own.folded && account !== GUEST) return this.#keep(this.own.folded)
    if (from !== null && from !== account) this.own.forget()
    const kept = await meta.read<Record<string, Folded>>(account, FOLDED).catch(() => undefined)
    if (account === this.#account) this.own.folded = { ...kept, ...this.own.folded }
  }

  /** Without room on the phone it holds until the page is closed: then the sheet comes again. */
  async #keep(folded: Record<string, Folded>): Promise<void> {
    const plain = $state.snapshot(folded) as Record<string, Folded>
    await meta.change<Record<string, Folded>>(diary.account, FOLDED, () => plain).catch(() => undefined)
  }
}

export const sheets = new Sheets()
