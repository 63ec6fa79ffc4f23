import { api, ask } from '../api/client'
import { Problem } from '../api/problem'
import type { Me } from '../api/types'
import { diary } from './diary.svelte'
import * as meta from './meta'
import { GUEST } from './types'

const PENDING = 'me'

/** Changes to the account, kept on the phone until the server has them. */
export async function keep(changes: Partial<Me>): Promise<void> {
  if (diary.account === GUEST) return
  const waiting = await meta.read<Partial<Me>>(diary.account, PENDING)
  await meta.keep(diary.account, PENDING, { ...waiting, ...changes })
  await send()
}

/** Sends what waits. What the server refuses for good is let go: the screen shows what it holds. */
export async function send(): Promise<void> {
  const { account } = diary
  const waiting = await meta.read<Partial<Me>>(account, PENDING)
  if (account === GUEST || !waiting || Object.keys(waiting).length === 0) return
  try {
    await ask(api.PATCH('/me', { body: waiting }))
  } catch (error) {
    if (error instanceof Problem && (error.passing || error.status === 401)) return
  }
  await meta.keep(account, PENDING, {})
}
