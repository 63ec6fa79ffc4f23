import { expect, test } from 'vitest'
import { t, words } from '../src/i18n/i18n.svelte'

test.each(['en', 'de', 'es'] as const)('a sentence that ends in a date ends in one stop: %s', async (language) => {
  await words.use(language)
  await words.whole()

  const said = ['29. Nov.', '29 November'].map((day) => t('trends.as_of', { day }))

  for (const sentence of said) expect(sentence).toMatch(/[^.]\.$/)
})
