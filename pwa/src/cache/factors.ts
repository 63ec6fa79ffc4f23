import { api, ask } from '../api/client'
import { sync } from '../sync/sync.svelte'

/** Makes two factors one. The server does it: it alone has every night, and knows which of the two is older. */
export async function mergeFactors(factor: string, into: string): Promise<void> {
  await sync.flush()
  await ask(api.POST('/patients/me/factors/{factor}/merge', { params: { path: { factor } }, body: { into } }))
  await sync.flush()
}
