import { diary } from '../../store/diary.svelte'
import * as inTab from '../../store/inTab'

/** Nothing of the one who leaves stays here: not the diary, not what was being typed in this tab. */
export async function wipePhone(): Promise<void> {
  await diary.wipe()
  inTab.forget()
}
