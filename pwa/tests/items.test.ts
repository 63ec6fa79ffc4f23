import { expect, it } from 'vitest'
import { itemLabel } from '../src/i18n/items'
import { ids, label } from '../src/i18n/vocabulary'
import { shipped } from '../src/safety/testing'

const asked = [...new Set(shipped().rules.flatMap(({ asks }) => asks ?? []))]

it.each(asked)('%s, which a rule asks, has words for the desk', (item) => {
  expect(ids('check').includes(item) ? label('check', item) : itemLabel(item)).toMatch(/\p{L}{2}/u)
})
