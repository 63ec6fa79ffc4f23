import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import EventForm from '../src/routes/events/EventForm.svelte'
import { eventsOf, MEDICINE } from '../src/routes/events/events'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

const texts = () => eventsOf(diary.others).map(({ text }) => text)

describe('a dated event', () => {
  beforeEach(async () => {
    await emptyPhone()
    await diary.reload()
  })

  it('is kept while it is named, once, and makes room for the next', async () => {
    render(EventForm, { kinds: MEDICINE, what: 'Which medicine?' })
    const name = async (text: string) => {
      await userEvent.click(screen.getByRole('button', { name: 'medicine start' }))
      await userEvent.type(screen.getByLabelText('Which medicine?'), text)
    }

    await name('Magnesium')
    await vi.waitFor(() => expect(texts()).toEqual(['Magnesium']))
    await userEvent.click(screen.getByRole('button', { name: 'Keep' }))
    await vi.waitFor(() => expect(screen.queryByLabelText('Which medicine?')).toBeNull())
    await name('Quinine')
    await userEvent.click(screen.getByRole('button', { name: 'Keep' }))

    await vi.waitFor(() => expect(texts().sort()).toEqual(['Magnesium', 'Quinine']))
  })
})
