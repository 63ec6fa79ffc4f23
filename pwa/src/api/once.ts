import { uuid } from '../store/ids'
import { Problem } from './problem'

/** The idempotency key of one opened screen: the same code asked for twice, or sent again, is made once. */
export class Once {
  #key = uuid()

  /** A code whose time is over makes room for a new one. */
  async make<T>(send: (headers: { 'Idempotency-Key': string }) => Promise<T>): Promise<T> {
    try {
      return await send({ 'Idempotency-Key': this.#key })
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 409) throw error
      this.#key = uuid()
      return send({ 'Idempotency-Key': this.#key })
    }
  }
}
