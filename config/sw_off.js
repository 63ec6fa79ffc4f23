// Served at /sw.js while PWA_KILL is set. It takes over at once, throws the shell away, and leaves.
// Nights that were not sent yet are in IndexedDB, which it does not touch.
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(leave()))

async function leave() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)))
  await self.registration.unregister()
  // Not waited for: a page may itself be waiting for this worker to have started.
  for (const page of await self.clients.matchAll({ type: 'window' })) page.navigate(page.url).catch(() => undefined)
}
