import 'fake-indexeddb/auto'
import { beforeAll } from 'vitest'
import { words } from '../src/i18n/i18n.svelte'

// No server: whoever wants an answer says which.
globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'))

beforeAll(async () => {
  await words.use('en')
  await words.whole()
})
