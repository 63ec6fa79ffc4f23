import { api, ask } from '../../api/client'
import type { MailChanges, MailPreferences } from '../../api/types'

/** What this account wants to receive. Asked of the server and changed there: mail needs a network anyway. */
export class MailChoices {
  value = $state.raw<MailPreferences | null>(null)
  failed = $state(false)

  load(): Promise<void> {
    return this.#take(ask(api.GET('/mail/preferences', {})))
  }

  change(changes: MailChanges): Promise<void> {
    return this.#take(ask(api.PATCH('/mail/preferences', { body: changes })))
  }

  async #take(answer: Promise<MailPreferences>): Promise<void> {
    try {
      this.value = await answer
      this.failed = false
    } catch {
      this.failed = true
    }
  }
}

/** What a mail says, without its buttons, their addresses and the small print. */
export function plainWords(text: string): string {
  const [said = ''] = text.split('\n--\n')
  return said
    .replace(/^(.*:\n)?\s*https?:.*$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
