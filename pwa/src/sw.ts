/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

// Only the shell is ever cached. Nothing of the API is, whatever its headers say.
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()

const notTheApp = [/^\/api\//, /^\/_allauth\//, /^\/admin/, /^\/static\//, /^\/mail\//, /^\/(healthz|readyz|metrics)$/]
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: notTheApp }))

// The very first worker takes the open page, so that it works offline at once; later ones wait to be asked.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting()
})

interface Reminder {
  title?: string
  body?: string
}

// What a lock screen shows says nothing of health; the server sends neutral words, and so do these.
self.addEventListener('push', (event) => {
  const { title, body } = (event.data?.json() ?? {}) as Reminder
  const options = { body: body ?? '', icon: '/icon-192.png', tag: 'stillnight', data: '/tonight' }
  event.waitUntil(self.registration.showNotification(title ?? 'Stillnight', options))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openTonight())
})

async function openTonight(): Promise<void> {
  const [open] = await self.clients.matchAll({ type: 'window' })
  if (!open) await self.clients.openWindow('/tonight')
  else await (await open.focus()).navigate('/tonight')
}
