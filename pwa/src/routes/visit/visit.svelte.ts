import { api, ask } from '../../api/client'
import type { VisitAnswer } from '../../api/desk'
import { Asking } from '../desk/asking.svelte'

/** One record for half an hour, by a code and without an account; in memory alone. */
export class Visit extends Asking {
  report = $state.raw<VisitAnswer | null>(null)
  #end: () => void = () => undefined

  async open(code: string): Promise<void> {
    this.close()
    // In the body: an address is written to logs and histories.
    const body = { code }
    const opened = await this.attempt(async () => {
      this.report = await ask(api.POST('/visit', { body }))
    })
    if (opened)
      this.#end = this.stand(
        () => ask(api.POST('/visit/standing', { body })),
        () => undefined,
      )
  }

  /** Stops asking; what was read stays until the page goes. */
  close = (): void => this.#end()

  protected override forget(): void {
    super.forget()
    this.report = null
  }
}
