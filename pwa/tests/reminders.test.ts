// The push subscription of this browser, with the browser's own part played by a stand-in.
import { afterEach, expect, test, vi } from 'vitest'
import { forgetDevice } from '../src/reminders/reminders.svelte'

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
