import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as account from '../src/store/account'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

type Sent = Record<string, unknown>

/** A server that answers when told to; `held` is what it made of all changes, in the order they came. */
function server() {
  const held: Sent = {}
  const open: (() => void)[] = []
  let online = true
  vi.stubGlobal('fetch', async (request: Request) => {
    const changes = JSON.parse(await request.clone().text()) as Sent
    await new Promise<void>((answer) => open.push(answer))
    if (!online) throw new TypeError('no network')
    Object.assign(held, changes)
    return new Response(JSON.stringify(held))
  })
  const onItsWay = () => vi.waitFor(() => expect(open.length).toBeGreaterThan(0))
  const answerOne = async () => (await onItsWay(), open.shift()!())
  return { held, onItsWay, answerOne, cut: (off: boolean) => (online = !off) }
}

beforeEach(async () => {
  document.cookie = 'csrftoken=t'
  await emptyPhone()
  await diary.open()
  await diary.signedIn('alice', 'alice@example.com')
})

describe('changes to the account', () => {
  it('all arrive when they are made at once', async () => {
    const { held, answerOne } = server()

    void account.keep({ name: 'Sven' })
    void account.keep({ country: 'DE' })
    void account.keep({ language: 'de' })
    await answerOne()
    answerOne().catch(() => undefined)

    await expect.poll(() => held).toEqual({ name: 'Sven', country: 'DE', language: 'de' })
  })

  it('made while an earlier one is on its way are sent after it, the last word last', async () => {
    const { held, onItsWay, answerOne } = server()

    const first = account.keep({ name: 'Sven', country: 'DE' })
    await onItsWay()
    const second = account.keep({ name: 'Sven Aa' })
    await answerOne()
    await answerOne()
    await Promise.all([first, second])

    expect(held).toEqual({ name: 'Sven Aa', country: 'DE' })
  })

  it('lie over what the server says of the account until it has them', async () => {
    const { answerOne, cut } = server()
    cut(true)
    const kept = account.keep({ name: 'Sven' })
    await answerOne()
    await kept

    expect(await account.withWaiting({ id: 'alice', name: 'Old', country: 'DE' } as never)).toMatchObject({
      name: 'Sven',
      country: 'DE',
    })
  })

  it('wait without a network', async () => {
    const { held, answerOne, cut } = server()
    cut(true)
    const kept = account.keep({ name: 'Sven' })
    await answerOne()
    await kept
    cut(false)

    const sent = account.send()
    await answerOne()
    await sent

    expect(held).toEqual({ name: 'Sven' })
  })
})
