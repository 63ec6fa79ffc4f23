import { render, screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import Background from '../src/routes/desk/Background.svelte'
import Noticed from '../src/routes/desk/Noticed.svelte'

const line = { value: null, on: null, told_on: '2026-11-20', events: [] }
const change = { on: '2026-11-03', kind: 'medicine_raise' as const, label: 'medicine raised', text: 'amlodipine' }

describe('what a person said of themselves, at the desk', () => {
  it('names each sign with its leg and its nights', () => {
    render(Noticed, {
      signs: [
        { sign: 'arms', label: 'the arms too', side: null, nights: 3 },
        { sign: 'weak', label: 'weakness', side: 'left', nights: 1 },
      ],
    })

    const rows = screen.getAllByRole('listitem').map(({ textContent }) => textContent?.trim())
    expect(rows).toEqual(['the arms too: 3 nights', 'weakness, left: 1 night'])
  })

  it('names a changed medicine, what was changed and when, and when a bare tick was made', () => {
    render(Background, {
      lines: [
        { ...line, id: 'who.med_changed', label: 'a medicine changed', events: [change] },
        { ...line, id: 'who.diabetes', label: 'diabetes' },
      ],
    })

    const [changed, bare] = screen.getAllByRole('listitem')
    expect(changed?.textContent).toMatch(/a medicine changed.*said .*20.*2026.*3.*medicine raised, amlodipine/s)
    expect(within(bare!).getByText(/said .*20.*2026/)).toBeTruthy()
  })
})
