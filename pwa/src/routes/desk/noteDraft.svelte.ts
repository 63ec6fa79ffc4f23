import type { PatientDesk } from './patient.svelte'

/**
 * A note as it is written: a private one at the server from its first words on, since nothing is stored on this device.
 */
export class NoteDraft {
  id = $state<string | null>(null)
  readonly #desk: PatientDesk
  /** One change after another: the second finds the note that the first made. */
  #last: Promise<boolean> = Promise.resolve(true)

  constructor(desk: PatientDesk) {
    this.#desk = desk
  }

  /** Keeps the words so far. False when the server did not take them. */
  keep(text: string): Promise<boolean> {
    return this.#next(() => this.#put(text, false))
  }

  /** The note is written. */
  finish(text: string, shared: boolean): Promise<boolean> {
    return this.#next(async () => {
      const done = await this.#put(text, shared)
      if (done) this.id = null
      return done
    })
  }

  async #put(text: string, shared: boolean): Promise<boolean> {
    if (this.id !== null) return text.trim() ? this.#desk.rewrite(this.id, { text, shared }) : this.#drop(this.id)
    if (text.trim()) this.id = await this.#desk.write(text, shared)
    return !text.trim() || this.id !== null
  }

  async #drop(id: string): Promise<boolean> {
    await this.#desk.remove(id)
    this.id = null
    return true
  }

  #next(work: () => Promise<boolean>): Promise<boolean> {
    this.#last = this.#last.then(work, work)
    return this.#last
  }
}
