const PATIENCE_MS = 10_000

/** A new version waits until the person agrees; then it takes over once, and the page is loaded once anew. */
class Update {
  waiting = $state.raw<ServiceWorker | null>(null)

  accept(): void {
    this.waiting?.postMessage('take-over')
    // A browser may keep the old worker for minutes while it finishes something; a page that is left holds it no longer.
    setTimeout(() => location.reload(), PATIENCE_MS)
  }
}

export const update = new Update()

const CHECK_EVERY_MS = 60 * 60 * 1000

export function startUpdates(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  addEventListener('load', () => void register(), { once: true })
  if (document.readyState === 'complete') void register()
}

/** The site's kill switch: the page itself says that it wants no worker. */
export function workerOff(): boolean {
  return document.querySelector('meta[name="service-worker"][content="off"]') !== null
}

let registered = false

async function register(): Promise<void> {
  if (registered) return
  registered = true
  if (workerOff()) {
    // One that is still there fetches its successor, which removes itself.
    await (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined)
    return
  }
  // The first worker of all has nothing to replace; only a later one is worth a reload. It may come at any moment.
  let first = navigator.serviceWorker.controller === null
  let reloaded = false
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!first && !reloaded) {
      reloaded = true
      location.reload()
    }
    first = false
  })
  const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => null)
  if (!registration) return
  watch(registration)
  setInterval(() => void registration.update().catch(() => undefined), CHECK_EVERY_MS)
}

function watch(registration: ServiceWorkerRegistration): void {
  if (registration.waiting && navigator.serviceWorker.controller) update.waiting = registration.waiting
  registration.addEventListener('updatefound', () => {
    const arriving = registration.installing
    arriving?.addEventListener('statechange', () => {
      if (arriving.state === 'installed' && navigator.serviceWorker.controller) update.waiting = arriving
    })
  })
}
