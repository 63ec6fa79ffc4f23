import { recoveryCodes } from '../../api/security'
import type { Security } from './security.svelte'

/** The first factor makes recovery codes beside it: they are shown at once, for the server shows them once only. */
export async function showCodes(security: Security): Promise<void> {
  const made = await security.change(recoveryCodes)
  if (made.unused_codes) security.codes = made.unused_codes
}
