import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as auth from '../src/api/auth'
import { setNote, setPain } from '../src/night/edits'
import { router } from '../src/router.svelte'
import { follow, recognise } from '../src/routes/account/session'
import { wipePhone } from '../src/routes/settings/wipePhone'
import * as aside from '../src/store/aside'
import { database, keyRow } from '../src/store/db'
import { diary } from '../src/store/diary.svelte'
import * as meta from '../src/store/meta'
import * as outbox from '../src/store/outbox'
import { view } from '../src/store/view'
import * as account from '../src/store/account'
import { check, endSession } from '../src/sync/session'
import { sync as syncing } from '../src/sync/sync.svelte'
import { place } from '../src/warnings/place.svelte'
import { ALICE, emptyPhone, Server, sync } from './phone'

const BOB = 'bob'
const tonight = () => diary.night(diary.tonight())
const say = (note: string) => diary.save([setNote(tonight(), note, 'UTC')])
const STORES = ['units', 'meta', 'answers', 'outbox'] as const
const rows = async () =>
  (
    await Promise.all(STORES.map(async (name) => (await database()).getAll(name) as Promise<{ account: string }[]>))
  ).flat()
const of = async (account: string) => (await rows()).filter((row) => row.account === account)

/** What the server answers to `GET me`. */
function answering(status: number, body: unknown, headers = {}) {
  const asked = vi.fn(
    async (_: Request) => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }),
  )
  vi.stubGlobal('fetch', asked)
  return asked
}

beforeEach(async () => {
  vi.restoreAllMocks()
  vi.spyOn(location, 'replace').mockImplementation(() => undefined)
  document.cookie = 'csrftoken=t'
  await emptyPhone()
  await diary.open()
  await diary.signedIn(ALICE, 'alice@example.com')
})

async function writeAndSync(server = new Server()): Promise<Server> {
  await say('sent')
  await sync(server, { now: () => new Date() })
  await diary.reload()
  return server
}

describe('a session that ended elsewhere', () => {
  it.each(['session_expired', 'not_signed_in', 'ended_elsewhere', 'account_erased'])(
    'shows nothing and keeps what was not sent: %s',
    async (code) => {
      await writeAndSync()
      await meta.keepAnswer(ALICE, 'insights', 'said', 'now')
      await say('not sent')
      answering(401, { code })

      await check()
      await diary.open()

      expect([diary.account, diary.nights, diary.waiting]).toEqual(['guest', {}, []])
      expect(diary.ended).toMatchObject({ account: ALICE, reason: code, unsent: 1, seen: false })
      expect((await view(ALICE, '', '2000-01-01')).units.map(({ data }) => data)).toMatchObject([{ note: 'not sent' }])
      expect(await meta.answer(ALICE, 'insights')).toBeUndefined()
      expect(location.replace).toHaveBeenCalledWith('/signed-out')
    },
  )

  it('leaves no row behind where everything was sent', async () => {
    await writeAndSync()
    answering(401, { code: 'session_expired' })

    await check()

    expect(await of(ALICE)).toEqual([])
  })

  it.each([
    ['a network that asks to be paid', 401, '<html>pay</html>'],
    ['a server that is busy', 503, { code: 'database_busy' }],
    ['a session that stands', 200, { id: ALICE }],
    ['a page in between', 200, '<html>welcome</html>'],
  ])('is none: %s', async (_, status, body) => {
    await writeAndSync()
    answering(status, body)

    await check()

    expect([diary.account, tonight().note]).toEqual([ALICE, 'sent'])
  })

  it('is one where someone else is signed in by now', async () => {
    answering(200, { id: BOB })

    await check()

    expect((await meta.read<meta.Ended>('', meta.ENDED))?.account).toBe(ALICE)
  })

  it('is noticed by whatever is asked for', async () => {
    const asked = answering(401, { code: 'session_expired' })

    await syncing.flush()

    await vi.waitFor(() => expect(location.replace).toHaveBeenCalled())
    expect(asked.mock.calls.filter(([{ url }]) => url.endsWith('/sync'))).toHaveLength(1)
  })

  it('gives the same person what waited, and another nothing', async () => {
    const server = await writeAndSync()
    await say('not sent')
    await meta.change(ALICE, 'draft.name', () => 'half a word')
    place.keep('doctor', '555 1234')
    answering(401, { code: 'session_expired' })
    await check()
    await diary.open()
    expect([diary.ended?.unsent, place.own.doctor]).toEqual([2, ''])

    await diary.signedIn(BOB, 'bob@example.com')
    await sync(new Server(), { account: BOB })
    expect([diary.nights, await outbox.all(BOB), diary.ended?.account]).toEqual([{}, [], ALICE])

    await diary.wipe()
    await diary.signedIn(ALICE, 'alice@example.com')
    await sync(server, { now: () => new Date() })
    await diary.reload()

    expect([tonight().note, diary.ended, await meta.read(ALICE, 'draft.name')]).toEqual([
      'not sent',
      null,
      'half a word',
    ])
    expect([...server.units.values()].map(({ data }) => data)).toMatchObject([{ note: 'not sent' }])
    expect(await meta.read(ALICE, aside.NUMBERS)).toMatchObject({ doctor: '555 1234' })
  })

  it('keeps what a restored server may have lost', async () => {
    await writeAndSync()
    answering(401, { code: 'session_expired' }, { 'X-Epoch': 'two' })

    await check()

    expect((await view(ALICE, '', '2000-01-01')).units).toHaveLength(1)
  })

  it('drops what waited only at the person’s word', async () => {
    await say('not sent')
    answering(401, { code: 'session_expired' })
    await check()

    await aside.discard(ALICE)
    await diary.open()

    expect([await outbox.all(ALICE), diary.ended]).toEqual([[], null])
  })

  it('is made good by a session that stands after all', async () => {
    answering(401, { code: 'session_expired' })
    await check()
    await diary.open()
    answering(200, { id: ALICE, email: 'alice@example.com', night_turns_at: '12:00:00' })

    await recognise()

    expect([diary.account, diary.ended, diary.emptied]).toEqual([ALICE, null, false])
  })
})

it('removes what was not sent only once the same person has signed in', async () => {
  await writeAndSync()
  await say('not sent')
  answering(401, { code: 'session_expired' })
  await check()
  await diary.open()
  await meta.keep('', meta.ENDED, { ...diary.ended!, seen: true, drop: true })
  const signsIn = async (id: string) => {
    answering(200, { id, email: `${id}@example.com`, night_turns_at: '12:00:00', roles: [], results: [] })
    await follow('done').catch(() => undefined)
  }

  await signsIn(BOB)
  expect((await outbox.all(ALICE)).length).toBe(1)
  await diary.wipe()
  await signsIn(ALICE)

  expect([diary.account, await outbox.all(ALICE), tonight().note]).toEqual([ALICE, [], undefined])
})

it('leaves no key beside changes to the account that the server took', async () => {
  await writeAndSync()
  answering(200, {})
  await account.keep({ name: 'Alice' })
  const key = (await keyRow())!
  answering(401, { code: 'session_expired' })

  await check()

  expect([await of(ALICE), (await keyRow())?.id === key.id]).toEqual([[], false])
})

describe('signing out without a network', () => {
  const offline = () =>
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.reject(new TypeError('network'))),
    )

  it('wipes first and tells the server at the next contact, after a restart too', async () => {
    await writeAndSync()
    const key = (await keyRow())!
    offline()
    await wipePhone({ signingOut: true })
    await endSession().catch(() => undefined)
    expect(await of(ALICE)).toEqual([])
    expect((await keyRow())?.id).not.toBe(key.id)

    await diary.open()
    const asked = answering(401, { meta: { is_authenticated: false } })
    await syncing.flush()

    await vi.waitFor(async () => expect(await meta.read('', meta.SIGNING_OUT)).toBeUndefined())
    expect(asked.mock.calls.map(([{ method, url }]) => `${method} ${new URL(url).pathname}`)).toEqual([
      'DELETE /_allauth/browser/v1/auth/session',
    ])
  })

  it('is told before anyone signs in, and nobody signs in before it is', async () => {
    await wipePhone({ signingOut: true })
    offline()
    await expect(auth.signIn('bob@example.com', 'word')).rejects.toMatchObject({ code: 'offline' })
    const asked = answering(401, { meta: { is_authenticated: false } })

    await auth.signIn('bob@example.com', 'word')

    expect(asked.mock.calls.map(([{ method }]) => method)).toEqual(['DELETE', 'POST'])
  })

  it.each([
    ['a page in between', 200, '<html>welcome</html>'],
    ['a server that is busy', 503, {}],
  ])('is not done with %s', async (_, status, body) => {
    await wipePhone({ signingOut: true })
    answering(status, body)

    await expect(endSession()).rejects.toThrow()

    expect(await meta.read('', meta.SIGNING_OUT)).toBe(ALICE)
  })
})

it('says how a night was before it was set aside', async () => {
  await diary.save(setPain(tonight(), false, 'UTC'))
  answering(401, { code: 'session_expired' })
  await check()
  await diary.open()
  await diary.signedIn(ALICE, 'alice@example.com')

  expect(tonight().pain).toBe(false)
})

it('never takes away the form of whoever is signing in already', async () => {
  await say('not sent')
  router.path = '/sign-in'
  answering(401, { code: 'session_expired' })

  await check()

  expect([diary.account, diary.nights, diary.ended?.unsent, diary.leaving]).toEqual(['guest', {}, 1, false])
  expect(location.replace).not.toHaveBeenCalled()
  router.path = '/'
})
