import { assemble } from '../night/units'
import type { Night } from '../night/types'
import type { Edit } from './outbox'
import { slipsIn, toldAfter, toldOf, type Told } from './told'
import type { Data, Kind } from './types'
import { groupBy, nameOf, type ViewUnit } from './view'

/** The units of a diary as the screens show them: what was read from the disk, with newer edits laid over it. */
export class ShownUnits {
  /** Evenings at hand, by date. Replaced whole when one changes. */
  nights = $state.raw<Record<string, Night>>({})
  /** When each safety answer of an evening was given, by date and answer id. */
  given = $state.raw<Record<string, Told>>({})
  /** What belongs to no evening: health answers, weekly PEG, factors, events. */
  others = $state.raw<ViewUnit[]>([])
  #units = new Map<string, ViewUnit>()

  get size(): number {
    return this.#units.size
  }

  get(unit: { kind: Kind; key: string }): ViewUnit | undefined {
    return this.#units.get(nameOf(unit))
  }

  replace(units: readonly ViewUnit[], edits: readonly Edit[]): void {
    this.#units = new Map(units.map((unit) => [nameOf(unit), unit]))
    this.overlay(edits)
  }

  /** Shows edits over what was read: the next touch must build on this one, however slow the disk is. */
  overlay(edits: readonly Edit[]): void {
    const now = new Date().toISOString()
    for (const { op, kind, key, date, data, at = now } of edits) {
      const unit = { kind, key, date, data }
      const told = toldAfter(this.get(unit), unit, at)
      if (op === 'put') this.#units.set(nameOf(unit), { ...unit, edited_at: at, told })
      else this.#units.delete(nameOf(unit))
    }
    this.#show([...this.#units.values()])
  }

  #show(units: readonly ViewUnit[]): void {
    const dated = units.filter((unit) => unit.date)
    const days = [...groupBy(dated, (unit) => unit.date)]
    const givenIn = (of: readonly ViewUnit[]) => Object.assign({}, ...of.map(toldOf)) as Told
    this.nights = Object.fromEntries(days.map(([date, of]) => [date, assemble(date, of)]))
    this.given = Object.fromEntries(days.map(([date, of]) => [date, givenIn(of)]))
    this.others = units.filter((unit) => !unit.date)
  }

  /** The edit that takes another back. */
  inverse({ kind, key, date }: Edit): Edit {
    // What was said after a warning is taken back, never said again.
    if (kind === 'seen') return { kind, key, date, op: 'delete', data: null }
    const data: Data | undefined = this.get({ kind, key })?.data
    return { kind, key, date, op: data === undefined ? 'delete' : 'put', data: data ?? null }
  }

  /** The yeses that an undo takes back, as `night/id`. */
  slips(edits: readonly Edit[]): string[] {
    return edits.flatMap((edit) => {
      const before = this.get(edit)
      return before ? slipsIn(before, edit).map((id) => `${before.date}/${id}`) : []
    })
  }
}
