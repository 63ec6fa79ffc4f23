import { signOut } from '../api/auth'
import { exchange } from '../api/client'
import { problemOf } from '../api/problem'
import { forgetDevice } from '../reminders/reminders.svelte'
import { router } from '../router.svelte'
import { mostUrgent } from '../safety/levels'
import * as aside from '../store/aside'
import { keyRow } from '../store/db'
import { diary } from '../store/diary.svelte'
import * as inTab from '../store/inTab'
import * as meta from '../store/meta'
import type { Level } from '../safety/types'
import { GUEST } from '../store/types'
import { place } from '../warnings/place.svelte'
import { warnings } from '../warnings/warnings.svelte'

const PATIENCE_MS = 20_000
const RULES_MS = 5_000
const SIGNING_IN: readonly string[] = ['sign-in', 'sign-up', 'verify', 'reset']

let checking: Promise<void> | null = null
let ending: Promise<void> | null = null

/** Asks the server whether this phone's session is over. If it is, the phone shows nothing of the diary any more. */
export function check(): Promise<void> {
  return (checking ??= checkOnce().finally(() => (checking = null)))
}

async function checkOnce(): Promise<void> {
  const account = await meta.currentAccount()
  if (diary.leaving) return
  // Another tab has closed the diary already, and this one was asleep when it said so.
  if (account === GUEST) return diary.account === GUEST ? undefined : location.reload()
  const over = await whyOver(account)
  if (over && account === (await meta.currentAccount())) await close(account, over)
}

/** Null while the session stands, and where no word of this server came back. */
async function whyOver(account: string): Promise<Pick<aside.Aside, 'reason' | 'epoch'> | null> {
  const response = await exchange(
    new Request(new URL('/api/v1/me', location.origin), { headers: { 'X-By-Itself': '1' } }),
    PATIENCE_MS,
    0,
  )
  if (response.ok) {
    const { id } = (await response.json().catch(() => ({}))) as { id?: string }
    return id && id !== account ? { reason: 'someone_else', epoch: null } : null
  }
  const { status, code } = await problemOf(response)
  return status === 401 && !code.startsWith('http_') ? { reason: code, epoch: response.headers.get('X-Epoch') } : null
}

async function close(account: string, over: Pick<aside.Aside, 'reason' | 'epoch'>): Promise<void> {
  // What is being typed, and what the disk refused before, is kept first.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  if (!(await kept(account))) return
  const level = mostUrgent(await judged(), diary.locked ? await meta.read<Level | null>('', meta.OPEN_WARNING) : null)
  diary.leaving = true
  const ended = await aside.setAside(account, { ...over, level, numbers: { ...place.own } })
  diary.tellOthers()
  await forgetTraces()
  if (diary.locked) return stay(ended)
  // Whoever is signing in already goes on; anywhere else the page is loaded anew, so that nothing is left in its
  // memory.
  if (!SIGNING_IN.includes(router.name)) return location.replace('/signed-out')
  await diary.becomeGuests(ended)
  diary.leaving = false
}

/**
 * Whether all that was said is on the disk; while it is not, the diary is closed at a later contact, and nothing is
 * lost.
 */
async function kept(account: string): Promise<boolean> {
  const save = () => diary.save([], { undoable: false, told: true })
  if ((await save()) || diary.locked || !diary.unkept) return true
  return aside.dropAnswers(account).then(save, () => false)
}

/** What stands here, once it was judged; nobody's diary stays open because the rules do not come. */
const judged = (): Promise<Level | null> =>
  Promise.race([
    warnings.level(),
    new Promise<Level | null>((late) => setTimeout(() => late(warnings.worst?.level ?? null), RULES_MS)),
  ])

/**
 * A locked page holds nothing of the diary, but may hold what was answered before the passcode: it is not loaded anew.
 */
async function stay(ended: meta.Ended): Promise<void> {
  diary.leaving = false
  diary.ended = ended
  if ((await keyRow())?.wrapped) return
  await diary.unlocked()
  warnings.start()
  router.go('/signed-out', { replace: true })
}

/** Beside the diary's rows: drafts of this tab, whom the person would call, the reminders of this device. */
export async function forgetTraces(): Promise<void> {
  inTab.forget()
  place.forget()
  await forgetDevice().catch(() => undefined)
}

/** Tells the server of a sign-out that it has not heard of; throws when it still cannot be told. */
export function endSession(): Promise<void> {
  return (ending ??= endOnce().finally(() => (ending = null)))
}

async function endOnce(): Promise<void> {
  if (!(await meta.read('', meta.SIGNING_OUT).catch(() => undefined))) return
  await forgetDevice().catch(() => undefined)
  await signOut()
  await meta.clear('', meta.SIGNING_OUT)
}
