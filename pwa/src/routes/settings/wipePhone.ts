import { diary } from '../../store/diary.svelte'
import { forgetTraces } from '../../sync/session'

/** Nothing of the one who leaves stays here; the server is told with `signingOut`, now or at the next contact. */
export async function wipePhone({ signingOut = false } = {}): Promise<void> {
  await diary.wipe(signingOut)
  await forgetTraces()
}
