import type { Edit } from './outbox'
import { nameOf } from './view'

/** What one touch changed, from the moment it is made until it is read back from the disk. */
export interface PendingWrite {
  edits: Edit[]
  inverse: Edit[]
  failed: boolean
  /** The first reading of the disk that holds it. */
  read: number
}

/** The touches that the disk has not given back yet, in the order in which they were made. */
export class PendingWrites {
  #all: PendingWrite[] = []

  add(edits: Edit[], inverse: Edit[]): PendingWrite {
    const touch = { edits, inverse, failed: false, read: Infinity }
    this.#all.push(touch)
    return touch
  }

  get edits(): Edit[] {
    return this.#all.flatMap(({ edits }) => edits)
  }

  get failed(): PendingWrite[] {
    return this.#all.filter(({ failed }) => failed)
  }

  has(touch: PendingWrite): boolean {
    return this.#all.includes(touch)
  }

  keep(stays: (touch: PendingWrite) => boolean): void {
    this.#all = this.#all.filter(stays)
  }

  /**
   * A later touch of the same thing was built on the one that failed and says all of it: sent again, the older would
   * undo it.
   */
  dropSuperseded(): void {
    this.#all.forEach((touch, at) => {
      if (touch.failed) for (const later of this.#all.slice(at + 1)) supersede(later, touch)
    })
    this.keep(({ failed, edits }) => !failed || edits.length > 0)
  }
}

/** What a failed touch and a later one both say is the later one's alone: to take it back is to go back before both. */
function supersede(later: PendingWrite, failed: PendingWrite): void {
  const both = new Set(later.edits.map(nameOf))
  const before = failed.inverse.filter((edit) => both.has(nameOf(edit)))
  later.inverse = later.inverse.map((edit) => before.find((earlier) => nameOf(earlier) === nameOf(edit)) ?? edit)
  failed.inverse = failed.inverse.filter((edit) => !both.has(nameOf(edit)))
  failed.edits = failed.edits.filter((edit) => !both.has(nameOf(edit)))
}
