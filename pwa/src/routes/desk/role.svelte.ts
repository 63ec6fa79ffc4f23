import { CachedQuery } from '../../cache/cachedQuery.svelte'
import { api, ask } from '../../api/client'
import { diary } from '../../store/diary.svelte'
import { GUEST } from '../../store/types'

/**
 * What the account signed in here may do. The last answer is kept with its diary, so that the way around looks the same
 * without a network.
 */
class Role {
  #kept = new CachedQuery('roles', async () => ({
    account: diary.account,
    roles: (await ask(api.GET('/me', {}))).roles,
  }))

  get therapist(): boolean {
    const { value } = this.#kept
    return diary.account !== GUEST && value?.account === diary.account && value.roles.includes('therapist')
  }

  /** A therapist who keeps no diary: the desk is what they come for. */
  get deskOnly(): boolean {
    return this.therapist && Object.keys(diary.nights).length === 0
  }

  /** From the phone alone, before the first screen. */
  recall = (): Promise<void> => this.#kept.recall()

  refresh = (): Promise<void> => this.#kept.refresh()
}

export const role = new Role()
