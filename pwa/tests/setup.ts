import 'fake-indexeddb/auto'
import { beforeAll } from 'vitest'
import { words } from '../src/i18n/i18n.svelte'

beforeAll(async () => {
  await words.use('en')
  await words.whole()
})
