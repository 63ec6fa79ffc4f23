// The push subscription of this browser, with the browser's own part played by a stand-in.
import { afterEach, expect, test, vi } from 'vitest'
import { api } from '../src/api/client'
import { forgetDevice, Reminders } from '../src/reminders/reminders.svelte'

afterEach(() => vi.unstubAllGlobals())

function subscribed(subscription: { unsubscribe: () => Promise<boolean> } | null): void {
  const registration = { pushManager: { getSubscription: () => Promise.resolve(subscription) } }
  vi.stubGlobal('navigator', { serviceWorker: { getRegistration: () => Promise.resolve(registration) } })
}

test('who signs out is reminded here no more', async () => {
  const unsubscribe = vi.fn(() => Promise.resolve(true))
  subscribed({ unsubscribe })
  await forgetDevice()
  expect(unsubscribe).toHaveBeenCalledOnce()
})

test('signing out needs no subscription and no service worker', async () => {
  subscribed(null)
  await forgetDevice()
  vi.stubGlobal('navigator', {})
  await expect(forgetDevice()).resolves.toBeUndefined()
})

test.each([
  ['with the key of the site stays', '_-__', ['x'], 0],
  ['with an earlier key is made anew', 'AAAA', ['x'], 1],
  ['that the site has forgotten is made anew', '_-__', ['y'], 1],
])('a subscription %s', async (_, key, endpoints, times) => {
  const unsubscribe = vi.fn(() => Promise.resolve(true))
  const subscription = {
    unsubscribe,
    endpoint: 'x',
    options: { applicationServerKey: new Uint8Array([255, 239, 255]).buffer },
    toJSON: () => ({ endpoint: 'x' }),
  }
  const registration = {
    pushManager: {
      getSubscription: () => Promise.resolve(subscription),
      subscribe: vi.fn(() => Promise.resolve(subscription)),
    },
  }
  vi.stubGlobal('PushManager', class {})
  vi.stubGlobal('Notification', { permission: 'granted', requestPermission: () => Promise.resolve('granted') })
  vi.stubGlobal('navigator', {
    serviceWorker: { getRegistration: () => Promise.resolve(registration), ready: Promise.resolve(registration) },
  })
  vi.spyOn(api, 'GET').mockImplementation(((path: string) =>
    Promise.resolve({
      data: path === '/push/subscriptions' ? { key, results: endpoints.map((endpoint) => ({ endpoint })) } : {},
      response: new Response(),
    })) as never)
  const post = vi
    .spyOn(api, 'POST')
    .mockImplementation((() => Promise.resolve({ data: {}, response: new Response() })) as never)

  const reminders = new Reminders()
  await reminders.refresh()

  expect([
    unsubscribe.mock.calls.length,
    registration.pushManager.subscribe.mock.calls.length,
    post.mock.calls.length,
  ]).toEqual([times, times, times])
  expect(reminders.push).toBe('on')
})
