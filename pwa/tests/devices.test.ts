import { beforeEach, expect, it, vi } from 'vitest'
import { Security } from '../src/routes/security/security.svelte'

interface Row {
  id: number
  is_current: boolean
}

let standing: Row[]
let asked: number[][]

/** The server's list of sessions: it refuses to end one that has ended, as allauth does. */
beforeEach(() => {
  standing = [1, 2, 3].map((id) => ({ id, is_current: id === 1 }))
  asked = []
  document.cookie = 'csrftoken=t'
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.origin), init)
    const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
    if (!request.url.endsWith('/auth/sessions')) return answer(200, { status: 200, data: [] })
    if (request.method === 'DELETE') {
      const { sessions } = (await request.json()) as { sessions: number[] }
      asked.push(sessions)
      if (!sessions.every((id) => standing.some((row) => row.id === id)))
        return answer(400, { status: 400, errors: [{ code: 'invalid_choice', param: 'sessions', message: '' }] })
      standing = standing.filter(({ id }) => !sessions.includes(id))
    }
    return answer(200, { status: 200, data: standing })
  })
})

it('ends all others, though one of the list on the screen has ended already', async () => {
  const security = new Security()
  await security.refresh()
  standing = standing.filter(({ id }) => id !== 2)

  await security.endSessions(() => true)

  expect([standing.map(({ id }) => id), security.sessions.map(({ id }) => id)]).toEqual([[1], [1]])
})

it('says nothing of a fault where the one to end has ended, and shows that it has', async () => {
  const security = new Security()
  await security.refresh()
  standing = standing.filter(({ id }) => id !== 2)

  await security.endSessions(({ id }) => id === 2)

  expect([asked, security.sessions.map(({ id }) => id)]).toEqual([[], [1, 3]])
})

it('reads anew after a refusal', async () => {
  const security = new Security()
  await security.refresh()
  standing = standing.filter(({ id }) => id !== 3)

  await expect(security.change(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')

  expect(security.sessions.map(({ id }) => id)).toEqual([1, 2])
})
