import { api, ask } from '../../api/client'
import { diary } from '../../store/diary.svelte'
import { GUEST } from '../../store/types'

/** Whether the account signed in here is a therapist's. Asked of the server and never stored. */
class Role {
  #therapist = $state<string | null>(null)

  get therapist(): boolean {
    return this.#therapist !== null && this.#therapist === diary.account
  }

  /** Without a network it stays as it was: the desk needs one anyway. */
  async refresh(): Promise<void> {
    const { account } = diary
    if (account === GUEST) return
    const me = await ask(api.GET('/me', {})).catch(() => null)
    if (me) this.#therapist = me.roles.includes('therapist') ? account : null
  }
}

export const role = new Role()
