import type { Outcome } from '../sync/rounds'
import { addDays, localParts, nightOf } from '../night/date'
import type { Night } from '../night/types'
import { keyRow, opens } from './db'
import { uuid } from './ids'
import * as meta from './meta'
import * as outbox from './outbox'
import { Locked } from './seal'
import { ShownUnits } from './shownUnits.svelte'
import type { Told } from './told'
import { PendingWrites, type PendingWrite } from './pendingWrites'
import { GUEST, type Change, type Data, type Kind, type Settings } from './types'
import { view, type ViewUnit } from './view'

const KEPT_AT_HAND_DAYS = 120

/** The open diary: what the screens read and the one place they write to. */
class Diary {
  account = $state(GUEST)
  device = ''
  /** Someone else has this phone: the page is about to be loaded again, and nothing more of it is kept. */
  leaving = false
  ready = $state(false)
  /** A passcode is set on this phone, and whether it has yet to be entered: until then this is nobody's empty diary. */
  passcode = $state(false)
  locked = $state(false)
  /** The phone was full at the start, or gives no storage: said on every screen until something is kept after all. */
  keepsNothing = $state(false)
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
  /** An undo took back these yeses: the very answers, at once. */
  onSlips: (answers: string[]) => void = () => undefined
  onExchanged: (outcome: Outcome, account: string) => void | Promise<void> = () => undefined
  #units = new ShownUnits()
  #pending = new PendingWrites()
  #undo: outbox.Edit[][] = []
  #turn = 0
  #shown = 0
  /** The date from which what is shown was read; `from` may still be on its way. */
  #reached = '9999'
  #last: Promise<unknown> = Promise.resolve()
  undoable = $state(0)
  /** The browser had emptied this phone's storage: what was not sent is lost, and the screen says so. */
  emptied = $state(false)
  /** The session of the one before was over at the last contact. */
  ended = $state.raw<meta.Ended | null>(null)
  /** Someone has signed out, and the server has not heard of it. */
  signingOut = false
  #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('stillnight')

  /** With the last `days` at hand; the screen that comes first needs few. */
  async open(days = KEPT_AT_HAND_DAYS): Promise<void> {
    this.leaving = false
    this.opened = new Date()
    this.from = addDays(this.tonight(), -days)
    await this.#readIfAble(days)
    if (this.ready) return
    this.ready = true
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.opened = new Date()
    })
    if (this.#channel) this.#channel.onmessage = () => void this.#heard()
  }

  /** All the nights that warnings and screens read. */
  whole(): Promise<void> {
    return this.reach(addDays(this.tonight(), -KEPT_AT_HAND_DAYS))
  }

  async #readIfAble(days: number): Promise<void> {
    try {
      await this.#read(days)
    } catch (error) {
      if (error instanceof Locked) this.locked = true
      else this.#cannotKeep()
    }
  }

  async #read(days: number): Promise<void> {
    // Read at once: one after the other they would be waited for on a slow phone.
    const [device, account, ended, signingOut, key] = await Promise.all([
      meta.deviceId().catch(() => this.#cannotKeep()),
      meta.currentAccount(),
      meta.read<meta.Ended>('', meta.ENDED),
      meta.read('', meta.SIGNING_OUT),
      keyRow(),
    ])
    this.device = device
    this.ended = ended ?? null
    this.signingOut = Boolean(signingOut)
    this.passcode = Boolean(key?.wrapped)
    if (key && !opens(key)) throw new Locked()
    await this.#recallSettings(account)
    this.from = addDays(this.tonight(), -days)
    this.account = account
    await this.reload()
  }

  /** A phone that is full or gives no storage: the app works all the same, and says that it keeps nothing. */
  #cannotKeep(): string {
    this.keepsNothing = true
    return (this.device = uuid())
  }

  async #recallSettings(account = this.account): Promise<void> {
    const kept = await meta.read<Settings>(account, 'settings')
    if (kept) this.settings = kept
  }

  /**
   * Another tab has saved, sent or fetched something, or is someone else's now: then nothing of the one before stays
   * here.
   */
  async #heard(): Promise<void> {
    const passcode = Boolean((await keyRow())?.wrapped)
    if (this.locked && passcode) return
    if (passcode !== this.passcode || (await meta.currentAccount()) !== this.account) {
      this.leaving = true
      await import('./inTab').then(
        ({ forget }) => forget(),
        () => undefined,
      )
      return location.reload()
    }
    await this.#recallSettings()
    await this.reload()
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

  /** Evenings at hand, by date. Replaced whole when one changes. */
  get nights(): Record<string, Night> {
    return this.#units.nights
  }

  /** When each safety answer of an evening was given, by date and answer id. */
  get given(): Record<string, Told> {
    return this.#units.given
  }

  /** What belongs to no evening: health answers, weekly PEG, factors, events. */
  get others(): ViewUnit[] {
    return this.#units.others
  }

  night(date: string): Night {
    return this.nights[date] ?? { date }
  }

  /** Nobody's diary, with nothing in it. */
  get isNew(): boolean {
    return this.account === GUEST && !this.keepsNothing && this.#units.size === 0 && this.waiting.length === 0
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
    const { account } = this
    const reached = this.from
    const { units, waiting } = await view(account, this.device, reached)
    // Two may be under way at once; one that began earlier must not show over one that began later.
    if (turn < this.#shown || account !== this.account) return
    this.#shown = turn
    this.#reached = reached
    this.waiting = waiting
    // What this reading holds needs no laying over it: something newer may have come from elsewhere.
    this.#pending.keep(({ read }) => turn < read)
    this.#units.replace(units, this.#pending.edits)
  }

  /** What the phone holds is new: it is read again here, and by every other tab. */
  async changed(): Promise<void> {
    await this.reload()
    this.#channel?.postMessage('changed')
  }

  /** Older nights are read from the phone when they are asked for. */
  async reach(date: string): Promise<void> {
    // A phone without storage has no older nights.
    if (date < this.#reached) await this.reload(date).catch(() => undefined)
  }

  /**
   * Saves edits at once; resolves true when the phone's disk has them. What it did not take goes again with the next
   * touch. What the screen tells in words of its own (`told`) is not said to be saved as well.
   */
  save(edits: outbox.Edit[], { undoable = true, told = false } = {}): Promise<boolean> {
    // One instant for the screen and for the disk, however long the disk takes.
    const at = this.#instant()
    const dated = edits.map((edit) => ({ ...edit, at }))
    const inverse = edits.map((edit) => this.#units.inverse(edit))
    const touch = this.#pending.add(dated, inverse)
    this.#units.overlay(dated)
    const saved = this.#save(touch, undoable, told)
    this.#last = saved.catch(() => undefined)
    return saved
  }

  /** Whether something was said that the disk has not taken. */
  get unkept(): boolean {
    return this.#pending.failed.some(({ edits }) => edits.length > 0)
  }

  /**
   * Now, and after all that waits here: on a clock that was set back, a new answer comes after the old ones all the
   * same.
   */
  #instant(): string {
    const last = Math.max(0, ...this.waiting.map(({ edited_at }) => Date.parse(edited_at)))
    return new Date(Math.max(Date.now(), last + 1)).toISOString()
  }

  async #save(touch: PendingWrite, undoable: boolean, told: boolean): Promise<boolean> {
    this.#pending.dropSuperseded()
    const touches = [...this.#pending.failed, touch]
    for (const again of touches) again.failed = false
    try {
      // What could not be read at the start says by now, perhaps, whose phone this is.
      if (this.keepsNothing) await this.#readIfAble(KEPT_AT_HAND_DAYS)
      const edits = touches.flatMap((each) => each.edits)
      await outbox.record(edits, { account: this.account, device: this.device, now: () => new Date() })
    } catch (error) {
      for (const each of touches) each.failed = true
      if (this.#pending.has(touch)) this.trouble = this.locked ? null : isFull(error) ? 'full' : 'failed'
      this.#count()
      return false
    }
    // Someone else's diary is open by now: theirs shows nothing of it, and has nothing to take back.
    if (!this.#pending.has(touch)) return true
    this.#pending.dropSuperseded()
    this.#kept(touches, undoable, told)
    await this.changed()
    this.onSaved()
    return true
  }

  #kept(touches: readonly PendingWrite[], undoable: boolean, told: boolean): void {
    for (const touch of touches) touch.read = this.#turn + 1
    if (!this.savedAt) void navigator.storage?.persist?.()
    if (this.#pending.failed.length === 0) this.trouble = null
    this.keepsNothing = false
    if (!told) {
      this.undone = false
      this.savedAt = new Date()
    }
    if (undoable) this.#undo = [...this.#undo.slice(-29), touches.flatMap(({ inverse }) => inverse).reverse()]
    this.#count()
  }

  /** Takes the last touch back, once the disk has answered it; one that it did not take is forgotten. */
  async undo(): Promise<void> {
    await this.#last
    if (this.#pending.failed.length > 0) return this.#forget(this.#pending.failed)
    const last = this.#undo.pop()
    this.#count()
    if (!last) return
    const slips = this.#units.slips(last)
    const back = last.map((edit) => ({ ...edit, slip: true }))
    if (await this.save(back, { undoable: false })) {
      this.undone = true
      if (slips.length) this.onSlips(slips)
      return
    }
    this.#undo.push(last)
    const { trouble } = this
    await this.#forget(this.#pending.failed.filter(({ edits }) => edits.some((edit) => edit.slip)))
    this.trouble = trouble
    this.undone = false
  }

  async #forget(touches: readonly PendingWrite[]): Promise<void> {
    this.#pending.keep((touch) => !touches.includes(touch))
    this.trouble = null
    this.undone = true
    this.#count()
    for (const { inverse } of [...touches].reverse()) this.#units.overlay([...inverse].reverse())
    await this.reload().catch(() => undefined)
  }

  #count(): void {
    this.undoable = this.#undo.length + (this.#pending.failed.length > 0 ? 1 : 0)
  }

  forgetUndo(): void {
    this.#undo = []
    this.#count()
  }

  /** The data of one unit as shown now; undefined when there is none. */
  find(kind: Kind, key: string): Data | undefined {
    return this.#units.get({ kind, key })?.data
  }

  /** Keeps what changed of the settings; what another tab changed meanwhile stays. */
  async keepSettings(change: Partial<Settings>): Promise<void> {
    const settings = { ...$state.snapshot(this.settings), ...change }
    this.settings = settings
    await meta
      .change<Settings>(this.account, 'settings', (kept) => ({ ...settings, ...kept, ...change }))
      .catch(meta.wiped)
    this.#channel?.postMessage('changed')
  }

  /** From now on this diary is the account's. What a guest wrote on this phone comes along, whole. */
  async signedIn(account: string, email: string): Promise<void> {
    const before = this.account
    await outbox.handOver(before, account, email)
    if (before === account) return
    this.account = account
    if (before !== GUEST) this.#empty()
    if (this.ended?.account === account) this.ended = null
    this.tellOthers()
    this.forgetUndo()
    await this.reload()
    // What a guest's full phone did not take, and what was touched during the handing over.
    if (this.#pending.failed.length > 0) await this.save([], { undoable: false })
  }

  /** The passcode was entered: what was answered before it joins the diary. */
  async unlocked(): Promise<void> {
    this.locked = false
    await this.open()
    if (this.#pending.failed.length > 0) await this.save([], { undoable: false })
  }

  /** The other tabs: whose diary this is has changed. */
  tellOthers(): void {
    this.#channel?.postMessage('account')
  }

  /** Removes everything of this account from the phone, the outbox too; the phone is a guest's again. */
  async wipe(signingOut = false): Promise<void> {
    await meta.forget(this.account, signingOut)
    this.signingOut ||= signingOut
    this.tellOthers()
    await this.becomeGuests()
  }

  /** In view and in hand too: the phone's disk says so already. */
  async becomeGuests(ended = this.ended): Promise<void> {
    this.account = GUEST
    this.ended = ended
    this.#empty()
    this.settings = { zone: this.settings.zone, turnsAt: '12:00' }
    this.forgetUndo()
    // It goes with the last row that it protected.
    this.passcode = Boolean((await keyRow())?.wrapped)
    await this.reload()
  }

  /** Nothing of the one before is shown, sent or taken back under the next one's name. */
  #empty(): void {
    this.#pending.keep(() => false)
    this.#units.replace([], [])
    this.waiting = []
    this.trouble = null
  }
}

const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === 'QuotaExceededError'

export const diary = new Diary()
