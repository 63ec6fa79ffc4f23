import { render, screen, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import AboutYou from '../src/routes/about-you/AboutYou.svelte'
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

  it('says which medicine was changed, how and when, under that answer about the person', async () => {
    render(AboutYou)
    const row = screen.getByRole('group', { name: /a medicine begun, raised, lowered or stopped/ })
    await userEvent.click(within(row).getByRole('button', { name: 'Yes' }))

    await userEvent.click(await screen.findByRole('button', { name: 'medicine raised' }))
    await userEvent.type(screen.getByLabelText('Which medicine?'), 'Ropinirole')
    await userEvent.click(screen.getByRole('button', { name: 'Keep' }))

    const kept = () => eventsOf(diary.others).map(({ kind, text, on }) => ({ kind, text, on }))
    await vi.waitFor(() => expect(kept()).toEqual([{ kind: 'medicine_raise', text: 'Ropinirole', on: diary.today() }]))
    expect(await screen.findByText('medicine raised: Ropinirole')).toBeDefined()
  })
})
