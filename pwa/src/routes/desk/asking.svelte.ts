import { Problem } from '../../api/problem'
import { watch } from './accessWatch'

/** Something asked of the server, with what went wrong the last time. */
export class Asking {
  problem = $state.raw<Problem | null>(null)
  /** For too long nobody could say whether what stands here may still be shown. */
  unsure = $state(false)

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

  /** Keeps asking whether the page may stand open; `changed` when another consent opens it now. */
  protected stand(ask: () => Promise<unknown>, changed: () => void): () => void {
    return watch(ask, {
      changed,
      unsure: (unsure) => (this.unsure = unsure),
      shut: (problem) => {
        this.problem = problem
        this.forget()
      },
    })
  }

  /** What was read leaves the screen. */
  protected forget(): void {
    this.unsure = false
  }

  /** Access has ended: what was read before must leave the screen too. */
  protected get shut(): boolean {
    return [401, 403, 404].includes(this.problem?.status ?? 0)
  }
}
