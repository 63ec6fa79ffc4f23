/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

// Only the shell is ever cached. Nothing of the API is, whatever its headers say.
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()

const notTheApp = [
  /^\/api\//,
  /^\/_allauth\//,
  /^\/admin/,
  /^\/static\//,
  /^\/mail\//,
  /^\/dev\//,
  /^\/\.well-known\//,
  /^\/(healthz|readyz|metrics)$/,
]
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: notTheApp }))

// The very first worker takes the open page, so that it works offline at once; later ones wait to be asked.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting()
})

interface Reminder {
  title?: string
  body?: string
  url?: string
  receipt?: string
}

// What a lock screen shows says nothing of health; the server sends neutral words, and so do these.
self.addEventListener('push', (event) => {
  const { title, body, url, receipt } = (event.data?.json() ?? {}) as Reminder
  const options = {
    body: body ?? '',
    icon: '/icon-192.png',
    tag: 'stillnight',
    data: { url: url ?? '/tonight', receipt },
  }
  event.waitUntil(
    Promise.all([self.registration.showNotification(title ?? 'Stillnight', options), tell(receipt, 'shown')]),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { url, receipt } = event.notification.data as { url: string; receipt?: string }
  event.waitUntil(Promise.all([open(url), tell(receipt, 'tapped')]))
})

/** Only ever a page of this app, whatever the message says. */
async function open(url: string): Promise<void> {
  const to = new URL(url, location.origin)
  const path = to.origin === location.origin ? to.pathname : '/tonight'
  const [window] = await self.clients.matchAll({ type: 'window' })
  if (!window) await self.clients.openWindow(path)
  // Not every browser lets a window be brought to the front; it shows Tonight all the same.
  else await (await window.focus().catch(() => window)).navigate(path)
}

/** Lets the server know that a reminder arrived, so that it sends no second; lost, nothing is lost. */
async function tell(receipt: string | undefined, event: 'shown' | 'tapped'): Promise<void> {
  if (!receipt) return
  const headers = { 'Content-Type': 'application/json' }
  await fetch('/api/v1/push/receipts', { method: 'POST', headers, body: JSON.stringify({ receipt, event }) }).catch(
    () => undefined,
  )
}
