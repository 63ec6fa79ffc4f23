import type { Outcome } from '../sync/exchange'
import { addDays, localParts, nightOf } from '../night/date'
import { assemble } from '../night/units'
import type { Night } from '../night/types'
import * as meta from './meta'
import * as outbox from './outbox'
import { GUEST, type Change, type Data, type Kind } from './types'
import { groupBy, view, type ViewUnit } from './view'

const KEPT_AT_HAND_DAYS = 120

export interface Settings {
  zone: string
  turnsAt: string
  /** Whose diary this is, as the screen says it. */
  owner?: string
  /** When the evening's reminder is wanted; the app says it itself where no push reaches. */
  reminderAt?: string | null
}

/** What one touch changed, from the moment it is made until it is read back from the disk. */
interface Touch {
  edits: outbox.Edit[]
  inverse: outbox.Edit[]
  failed: boolean
}

/** The open diary: what the screens read and the one place they write to. */
class Diary {
  account = $state(GUEST)
  device = ''
  ready = $state(false)
  /** Evenings at hand, by date. Replaced whole when one changes. */
  nights = $state.raw<Record<string, Night>>({})
  /** What belongs to no evening: health answers, weekly PEG, factors, events. */
  others = $state.raw<ViewUnit[]>([])
  waiting = $state.raw<Change[]>([])
  settings = $state<Settings>({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, turnsAt: '12:00' })
  /** Set when the phone could not keep something: the screen must say so and keep what was typed. */
  trouble = $state<string | null>(null)
  savedAt = $state<Date | null>(null)
  /** The last thing done was to take a touch back. */
  undone = $state(false)
  /** When the app last came to sight. Not the running clock: a night half told must not become another at noon. */
  opened = $state(new Date())
  from = $state('')
  onSaved: () => void = () => undefined
  onExchanged: (outcome: Outcome) => void | Promise<void> = () => undefined
  #units = new Map<string, ViewUnit>()
  #touches: Touch[] = []
  #undo: outbox.Edit[][] = []
  #turn = 0
  #shown = 0
  undoable = $state(0)
  #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('stillnight')

  async open(): Promise<void> {
    this.opened = new Date()
    this.device = await meta.deviceId()
    this.account = await meta.currentAccount()
    const kept = await meta.read<Settings>(this.account, 'settings')
    if (kept) this.settings = kept
    this.from = addDays(this.tonight(), -KEPT_AT_HAND_DAYS)
    await this.reload()
    this.ready = true
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.opened = new Date()
    })
    if (this.#channel) this.#channel.onmessage = () => void this.#heard()
  }

  /** Another tab has saved, sent or fetched something, or is someone else's now: then nothing of the one before stays here. */
  async #heard(): Promise<void> {
    if ((await meta.currentAccount()) === this.account) await this.reload()
    else location.reload()
  }

  tonight(now: Date = this.opened): string {
    return nightOf({ now, ...this.settings })
  }

  /** The calendar date on the person's clock. */
  today(now: Date = new Date()): string {
    return localParts(now, this.settings.zone).date
  }

  /** The night that a morning's questions are about. */
  lastNight(now: Date = new Date()): string {
    return addDays(this.today(now), -1)
  }

  night(date: string): Night {
    return this.nights[date] ?? { date }
  }

  get unsent(): Change[] {
    return this.waiting.filter((change) => !change.refused)
  }

  get refused(): Change[] {
    return this.waiting.filter((change) => change.refused)
  }

  /** Reads the diary from the phone again, from `from` on. */
  async reload(from: string = this.from): Promise<void> {
    this.from = from < this.from ? from : this.from
    const turn = ++this.#turn
    const { units, waiting } = await view(this.account, this.device, this.from)
    // Two may be under way at once; one that began earlier must not show over one that began later.
    if (turn < this.#shown) return
    this.#shown = turn
    this.#units = new Map(units.map((unit) => [id(unit), unit]))
    this.waiting = waiting
    this.#lay(this.#touches.flatMap(({ edits }) => edits))
  }

  /** Shows edits over what was read: the next touch must build on this one, however slow the disk is. */
  #lay(edits: readonly outbox.Edit[]): void {
    for (const { op, ...unit } of edits) {
      if (op === 'put') this.#units.set(id(unit), unit)
      else this.#units.delete(id(unit))
    }
    const units = [...this.#units.values()]
    const dated = groupBy(units.filter((unit) => unit.date), (unit) => unit.date)
    this.nights = Object.fromEntries([...dated].map(([date, of]) => [date, assemble(date, of)]))
    this.others = units.filter((unit) => !unit.date)
  }

  /** What the phone holds is new: it is read again here, and by every other tab. */
  async changed(): Promise<void> {
    await this.reload()
    this.#channel?.postMessage('changed')
  }

  /** Older nights are read from the phone when they are asked for. */
  async reach(date: string): Promise<void> {
    if (date < this.from) await this.reload(date)
  }

  /** Saves edits at once; resolves true when the phone's disk has them. What it did not take goes again with the next touch. */
  async save(edits: outbox.Edit[], { undoable = true } = {}): Promise<boolean> {
    const again = this.#touches.filter(({ failed }) => failed)
    const touches = [...again, { edits, inverse: edits.map((edit) => this.#inverse(edit)), failed: false }]
    for (const touch of again) touch.failed = false
    this.#touches = [...this.#touches, touches.at(-1)!]
    this.#lay(edits)
    try {
      const all = touches.flatMap((touch) => touch.edits)
      await outbox.record(all, { account: this.account, device: this.device, now: () => new Date() })
    } catch (error) {
      for (const touch of touches) touch.failed = true
      this.trouble = error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'failed'
      return false
    }
    if (!this.savedAt) void navigator.storage?.persist?.()
    this.trouble = null
    this.undone = false
    this.savedAt = new Date()
    if (undoable) this.#undo = [...this.#undo.slice(-29), touches.flatMap(({ inverse }) => inverse).reverse()]
    this.undoable = this.#undo.length
    await this.changed()
    this.#touches = this.#touches.filter((touch) => !touches.includes(touch))
    this.onSaved()
    return true
  }

  async undo(): Promise<void> {
    const last = this.#undo.pop()
    this.undoable = this.#undo.length
    if (last && (await this.save(last, { undoable: false }))) this.undone = true
  }

  forgetUndo(): void {
    this.#undo = []
    this.undoable = 0
  }

  #inverse({ kind, key, date }: outbox.Edit): outbox.Edit {
    const data = this.find(kind, key)
    return { kind, key, date, op: data === undefined ? 'delete' : 'put', data: data ?? null }
  }

  /** The data of one unit as shown now; undefined when there is none. */
  find(kind: Kind, key: string): Data | undefined {
    return this.#units.get(id({ kind, key }))?.data
  }

  async keepSettings(settings: Settings): Promise<void> {
    this.settings = settings
    await meta.keep(this.account, 'settings', settings)
  }

  /** From now on this diary is the account's. What a guest wrote on this phone comes along, whole. */
  async signedIn(account: string): Promise<void> {
    if (this.account === GUEST) await outbox.adopt(GUEST, account)
    await meta.useAccount(account)
    this.account = account
    this.#channel?.postMessage('account')
    this.forgetUndo()
    await this.reload()
  }

  /** Removes everything of this account from the phone, the outbox too; the phone is a guest's again. */
  async wipe(): Promise<void> {
    await meta.forget(this.account)
    await meta.useAccount(GUEST)
    this.account = GUEST
    this.#touches = []
    this.#channel?.postMessage('account')
    this.settings = { zone: this.settings.zone, turnsAt: '12:00' }
    this.forgetUndo()
    await this.reload()
  }
}

const id = ({ kind, key }: { kind: Kind; key: string }): string => `${kind}|${key}`

export const diary = new Diary()
