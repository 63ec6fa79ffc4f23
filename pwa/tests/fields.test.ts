import { describe, expect, it } from 'vitest'
import { words } from '../src/i18n/i18n.svelte'
import { placeName } from '../src/routes/import/fields'

describe('a place in an imported record', () => {
  it.each([
    ['episodes.0.intensity', 'Stärke, 0 bis 10'],
    ['episodes.0.sites.0.site', 'Stelle'],
    ['episodes.0.feel.0', 'Gefühl'],
    ['sleep.0.quality', ''],
    ['day.hot', ''],
    ['episodes.0.actions.stretch', ''],
    ['who.knows', 'who.knows'],
  ])('%s is called %s in German', async (path, name) => {
    await words.use('de')

    expect(placeName(path)).toMatch(name || /^[^.]+$/)
    await words.use('en')
  })
})
