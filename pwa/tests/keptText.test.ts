import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import KeptText from '../src/lib/KeptText.svelte'
import PainNow from '../src/routes/tonight/PainNow.svelte'
import Tonight from '../src/routes/tonight/Tonight.svelte'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

const noted = () => diary.night(diary.tonight()).episodes?.map(({ note }) => note)

function hide(): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  vi.restoreAllMocks()
}

describe('a typed text', () => {
  beforeEach(emptyPhone)

  it('is kept half a second after the last key, with the field still in hand', async () => {
    const onkeep = vi.fn()
    render(KeptText, { label: 'A note', value: '', onkeep })

    await userEvent.type(screen.getByLabelText('A note'), 'left calf')

    await vi.waitFor(() => expect(onkeep.mock.calls).toEqual([['left calf']]))
    expect(await screen.findByText(/^Saved \d/)).toBeTruthy()
  })

  it.each([
    ['hides', hide],
    ['goes', () => window.dispatchEvent(new Event('pagehide'))],
  ])('is kept at once when the page %s', async (_, leave) => {
    const onkeep = vi.fn()
    render(KeptText, { label: 'A note', value: '', onkeep })
    await userEvent.type(screen.getByLabelText('A note'), 'l')

    leave()

    expect(onkeep).toHaveBeenCalledExactlyOnceWith('l')
  })

  it('is kept when its screen is left', async () => {
    const onkeep = vi.fn()
    const { unmount } = render(KeptText, { label: 'A note', value: '', onkeep })
    await userEvent.type(screen.getByLabelText('A note'), 'l')

    unmount()

    expect(onkeep).toHaveBeenCalledWith('l')
  })

  it('stays in the field when it could not be kept, and does not say that it was', async () => {
    render(KeptText, { label: 'A note', value: '', onkeep: () => Promise.resolve(false) })
    await userEvent.type(screen.getByLabelText('A note'), 'l')
    await userEvent.tab()

    expect(screen.getByLabelText<HTMLInputElement>('A note').value).toBe('l')
    expect(screen.queryByText(/^Saved/)).toBeNull()
  })

  it('of a night is in the diary while it is being typed', async () => {
    render(Tonight)
    await userEvent.click(screen.getByRole('button', { name: 'Pain' }))

    await userEvent.type(await screen.findByRole('textbox', { name: 'A note', hidden: true }), 'the left one')

    await vi.waitFor(() => expect(noted()).toEqual(['the left one']))
    await diary.reload()
    expect(noted()).toEqual(['the left one'])
  })
})

describe('pain now', () => {
  beforeEach(emptyPhone)

  it('twice within two minutes is the same episode', async () => {
    render(PainNow, { date: diary.tonight() })
    const button = screen.getByRole('button')

    await userEvent.click(button)
    await vi.waitFor(() => expect(noted()).toHaveLength(1))
    await userEvent.click(button)

    expect(noted()).toHaveLength(1)
    expect(screen.getByText(/is kept. Lie down again/)).toBeTruthy()
  })

  it('is a new episode after two minutes', async () => {
    const early = new Date(Date.now() - 2 * 60_000 - 1000)
    await diary.save([
      {
        kind: 'episode',
        key: 'e1',
        date: diary.tonight(),
        op: 'put',
        data: { date: diary.tonight(), started_at: early.toISOString() },
      },
    ])
    render(PainNow, { date: diary.tonight() })

    await userEvent.click(screen.getByRole('button'))

    await vi.waitFor(() => expect(noted()).toHaveLength(2))
  })
})
