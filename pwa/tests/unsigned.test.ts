import { render, screen } from '@testing-library/svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import { tips } from '../src/cache/tips.svelte'
import type { Profile } from '../src/api/types'
import ProfileCard from '../src/routes/patterns/ProfileCard.svelte'
import Tips from '../src/routes/tips/Tips.svelte'
import { diary } from '../src/store/diary.svelte'
import { openScreens } from '../src/questions/due'
import { emptyPhone } from './phone'

const UNSIGNED = 'A text that waits for its signature.'
const profile = (status: string | null): Profile => ({
  id: 'cramp',
  name: 'Night cramps',
  shown: true,
  verdict: 'strong',
  for: [],
  against: [],
  not_asked: [],
  with_warning: [],
  warnings: [],
  status,
  score: null,
  q: null,
})

beforeEach(async () => {
  await emptyPhone()
  await diary.open()
})

describe('that no clinician has signed a text', () => {
  it.each([
    [UNSIGNED, 1],
    [null, 0],
  ])('stands on a pattern while it is so: %s', (status, times) => {
    render(ProfileCard, { profile: profile(status) })

    expect(screen.getByText('Night cramps')).toBeTruthy()
    expect(screen.queryAllByText(UNSIGNED).length).toBe(times)
  })

  it.each([
    [UNSIGNED, 1],
    [null, 0],
  ])('stands under the tips while it is so: %s', async (status, times) => {
    diary.account = 'someone'
    await tips.take({ results: [], blocked: [], level: null, next: null, status })
    render(Tips)

    expect(screen.queryAllByText(UNSIGNED).length).toBe(times)
    expect(screen.queryAllByText(/not yet signed/).length).toBe(0)
  })
})

describe('a pregnancy', () => {
  it.each([
    [1950, false],
    [1990, true],
    [null, true],
  ])('is asked about where it may be: born %s', (birth_year, asked) => {
    const known = {
      birth_year,
      weeks_of_trouble: 3,
      bother: 'mild',
      who: Object.fromEntries(
        ['pregoest', 'crampmed', 'bonedrug', 'metformin', 'rlsdopa', 'cancertx', 'med_changed'].map((id) => [
          id,
          false,
        ]),
      ),
    }

    expect(
      openScreens(known as Parameters<typeof openScreens>[0], '2026-11-21').some(({ id }) => id === 'medicines'),
    ).toBe(asked)
  })
})
