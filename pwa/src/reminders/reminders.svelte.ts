import { api, ask } from '../api/client'
import type { Device, Me } from '../api/types'
import * as account from '../store/account'
import { diary } from '../store/diary.svelte'
import { workerOff } from '../update.svelte'

export type PushState = 'unable' | 'blocked' | 'off' | 'on'

/** Reminders of this device and mail of this account. Permission is only ever asked for after a touch. */
export class Reminders {
  me = $state.raw<Me | null>(null)
  push = $state<PushState>('off')
  failed = $state(false)

  async refresh(): Promise<void> {
    this.me = await ask(api.GET('/me', {}))
      .then(account.withWaiting)
      .catch(() => null)
    this.push = await pushState()
    if (this.push === 'on' && (await outdated().catch(() => false))) await this.turnOn()
  }

  async turnOn(): Promise<void> {
    this.failed = false
    try {
      if ((await Notification.requestPermission()) !== 'granted') {
        this.push = 'blocked'
        return
      }
      const { key } = await ask(api.GET('/push/subscriptions', {}))
      const { pushManager } = await navigator.serviceWorker.ready
      // One made with a key that the site no longer has would be refused, and stands in the way of a new one.
      await (await pushManager.getSubscription())?.unsubscribe()
      const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
      await ask(api.POST('/push/subscriptions', { body: subscription.toJSON() as Device }))
      this.push = 'on'
    } catch {
      this.failed = true
    }
  }

  async turnOff(): Promise<void> {
    const subscription = await (await navigator.serviceWorker.ready).pushManager.getSubscription()
    if (subscription) {
      await ask(api.DELETE('/push/subscriptions', { body: { endpoint: subscription.endpoint } })).catch(
        () => (this.failed = true),
      )
      await subscription.unsubscribe()
    }
    this.push = 'off'
  }

  async keep(changes: Partial<Me>): Promise<void> {
    if (this.me) this.me = { ...this.me, ...changes }
    if ('reminder_at' in changes) await diary.keepSettings({ reminderAt: changes.reminder_at })
    await account.keep(changes)
  }
}

/** Whether push reaches this device. */
export async function pushState(): Promise<PushState> {
  if (!('PushManager' in globalThis) || !('Notification' in globalThis) || workerOff()) return 'unable'
  if (Notification.permission === 'denied') return 'blocked'
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Whether nothing would arrive any more: the site has another key by now, or has forgotten this device. */
async function outdated(): Promise<boolean> {
  const { key, results } = await ask(api.GET('/push/subscriptions', {}))
  const { pushManager } = await navigator.serviceWorker.ready
  const found = await pushManager.getSubscription()
  const made = found?.options.applicationServerKey
  const ours =
    made &&
    btoa(String.fromCharCode(...new Uint8Array(made)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/=+$/, '')
  return ours !== key || !results.some((device) => device.endpoint === found?.endpoint)
}

/** Nothing of who leaves comes to this device any more; the server hears of it from the push service. */
export async function forgetDevice(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
}
