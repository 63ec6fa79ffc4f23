import { api, ask } from '../api/client'
import { Problem } from '../api/problem'
import type { Me } from '../api/types'
import { diary } from './diary.svelte'
import * as meta from './meta'
import { GUEST } from './types'

type Changes = Partial<Me>

const PENDING = 'me'

let last: Promise<void> = Promise.resolve()

/** Changes to the account, kept on the phone until the server has them. */
export async function keep(changes: Changes): Promise<void> {
  if (diary.account === GUEST) return
  await meta.change<Changes>(diary.account, PENDING, (waiting) => ({ ...waiting, ...changes })).catch(meta.wiped)
  await send()
}

/** The account as it will be: what the server says, with what still waits on this phone laid over it. */
export async function withWaiting(me: Me): Promise<Me> {
  return { ...me, ...(await meta.read<Changes>(me.id, PENDING)) }
}

/** Sends what waits, one after another: an earlier change never arrives after a later one. */
export function send(): Promise<void> {
  last = last.catch(() => undefined).then(sendOnce)
  return last
}

/** What the server refuses for good is let go: the screen shows what it holds. */
async function sendOnce(): Promise<void> {
  const { account } = diary
  const sent = await meta.read<Changes>(account, PENDING)
  if (account === GUEST || !sent || Object.keys(sent).length === 0) return
  try {
    // Signed in as someone else in another tab: the server changes nothing of theirs.
    await ask(api.PATCH('/me', { body: sent, headers: { 'X-Account': account } }))
  } catch (error) {
    if (error instanceof Problem && (error.passing || error.status === 401)) return
  }
  await meta.change<Changes>(account, PENDING, (waiting) => without(waiting, sent)).catch(meta.wiped)
}

/**
 * What was changed again while the answer was on its way goes on waiting. An empty row would seem to be something of
 * the account, and keep the phone's key.
 */
function without(waiting: Changes = {}, sent: Changes): Changes | undefined {
  const left = Object.entries(waiting).filter(([name, value]) => value !== sent[name as keyof Me])
  return left.length > 0 ? Object.fromEntries(left) : undefined
}
