import { render, screen, waitFor } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import ForVisit from '../src/routes/for-visit/ForVisit.svelte'
import SharingPage from '../src/routes/sharing/SharingPage.svelte'
import { Once } from '../src/api/once'
import { Problem } from '../src/api/problem'
import Export from '../src/routes/settings/Export.svelte'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone, useAccount } from './phone'

const asks = 'What name should they see?'
const screens = [
  ['the visit screen', ForVisit, [/for 30 minutes/, /paper|print|PDF/i]],
  ['the sharing screen', SharingPage, [/Make a code/]],
  ['the export', Export, [/PDF/]],
] as const

const controls = (name: RegExp) => [
  ...screen.queryAllByRole('button', { name, hidden: true }),
  ...screen.queryAllByRole('link', { name, hidden: true }),
]

describe('before a first share, code or print', () => {
  const sent: unknown[] = []

  beforeEach(async () => {
    await emptyPhone()
    sent.length = 0
    vi.stubGlobal(
      'fetch',
      vi.fn(async (request: Request) => {
        if (request.method === 'PATCH') sent.push(await request.clone().json())
        return new Response(JSON.stringify({ results: [], next: null, items: [] }), {
          status: 200,
          headers: { 'Content-Type': 'application/json' },
        })
      }),
    )
    await useAccount('0193-someone')
    diary.account = '0193-someone'
    await diary.keepSettings({ owner: 'someone@example.org' })
  })

  it.each(screens)('%s asks for the name, and shows what it makes after it', async (_, Screen, made) => {
    render(Screen)
    for (const name of made) expect(controls(name)).toEqual([])

    await userEvent.type(screen.getByLabelText(asks), 'Alma Ruiz')
    await userEvent.click(screen.getByRole('button', { name: 'Use this name', hidden: true }))

    await waitFor(() => {
      for (const name of made) expect(controls(name)).not.toEqual([])
    })
    expect(sent).toContainEqual({ name: 'Alma Ruiz' })
    expect(screen.queryByLabelText(asks)).toBeNull()
  })
})

describe('a code', () => {
  it('is asked for with one key, and with a new one once the old code is over', async () => {
    const once = new Once()
    const keys: string[] = []
    const send = (headers: { 'Idempotency-Key': string }) => {
      keys.push(headers['Idempotency-Key'])
      return keys.length === 3 ? Promise.reject(new Problem(409, 'conflict')) : Promise.resolve('made')
    }

    await once.make(send)
    await once.make(send)
    await once.make(send)

    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).toBe(keys[0])
    expect(keys[3]).not.toBe(keys[0])
  })
})
