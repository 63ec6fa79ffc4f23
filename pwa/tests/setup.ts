import 'fake-indexeddb/auto'
import { beforeAll } from 'vitest'
import { words } from '../src/i18n/i18n.svelte'

beforeAll(() => words.use('en'))
