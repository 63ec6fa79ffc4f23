import { Problem } from '../../api/problem'

/** Something asked of the server, with what went wrong the last time. */
export class Asking {
  problem = $state.raw<Problem | null>(null)

  /** True when it went through. */
  protected async attempt(work: () => Promise<unknown>): Promise<boolean> {
    this.problem = null
    try {
      await work()
      return true
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem(0, 'unexpected')
      return false
    }
  }

  /** Access has ended: what was read before must leave the screen too. */
  protected get shut(): boolean {
    return [401, 403, 404].includes(this.problem?.status ?? 0)
  }
}
