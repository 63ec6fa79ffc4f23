import { update, workerOff } from './update.svelte'

const CHECK_EVERY_MS = 60 * 60 * 1000
const FILE = '/sw.js'

/**
 * The one script that the page may name by itself (`trusted-types` in config/headers.py); browsers without Trusted
 * Types take the text.
 */
function workerFile(): string {
  const policy = window.trustedTypes?.createPolicy('stillnight-worker', { createScriptURL: () => FILE })
  return (policy?.createScriptURL(FILE) ?? FILE) as string
}

/** Once a page. */
export async function register(): Promise<void> {
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
  const registration = await navigator.serviceWorker
    .register(workerFile(), { updateViaCache: 'none' })
    .catch(() => null)
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
