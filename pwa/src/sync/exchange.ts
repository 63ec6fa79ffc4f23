import type { ChangeIn, Flag, SyncAnswer, SyncQuestion } from '../api/types'
import { applyAnswer } from '../store/apply'
import type { Reply } from '../safety/ledger'
import { write } from '../store/db'
import { Problem } from '../api/problem'
import * as meta from '../store/meta'
import * as outbox from '../store/outbox'
import type { Change } from '../store/types'

const BATCH = 200

export interface Exchange {
  account: string
  device: string
  now: () => Date
  post: (question: SyncQuestion) => Promise<SyncAnswer>
}

export interface Outcome {
  sent: number
  received: number
  refused: number
  safety: Flag[] | undefined
  replies: Reply[] | undefined
}

/** Sends what waits and takes what is new, round by round, until neither side has more. */
export async function exchange(by: Exchange): Promise<Outcome> {
  const total: Outcome = { sent: 0, received: 0, refused: 0, safety: undefined, replies: undefined }
  let limit = BATCH
  for (;;) {
    const round = await one(by, limit)
    limit = round.tooMuch ? 1 : BATCH
    total.sent += round.sent
    total.received += round.received
    total.refused += round.refused
    total.safety = round.safety ?? total.safety
    total.replies = round.replies ?? total.replies
    if (!round.more) return total
  }
}

interface Round extends Outcome {
  more: boolean
  /** The body as a whole was refused: go on one by one, to find the change at fault. */
  tooMuch: boolean
}

async function one({ account, device, now, post }: Exchange, limit: number): Promise<Round> {
  const batch = await outbox.offer(account, limit)
  const cursor = (await meta.read<string | null>(account, 'cursor')) ?? null
  const sentAt = now()
  const question = { cursor, device, sent_at: sentAt.toISOString(), changes: batch.map(asSent) }
  const answer = await post(question).catch((error: unknown) => (isBodyFault(error) && batch.length > 0 ? error : Promise.reject(error)))
  if (answer instanceof Problem) return bodyRefused(batch, answer)
  const refused = await write(async (tx) => {
    await meta.mustBe(tx, account)
    return applyAnswer(tx, account, device, batch, answer, now(), sentAt)
  })
  const answered = answer.results.length > 0
  const waiting = answered && (await outbox.all(account)).some((change) => !change.refused)
  return {
    sent: batch.length, received: answer.changes.length, refused, safety: answer.safety, replies: answer.replies,
    more: Boolean(answer.more) || waiting,
    tooMuch: false,
  }
}

function isBodyFault(error: unknown): error is Problem {
  return error instanceof Problem && [400, 413, 422].includes(error.status)
}

/** One poisoned change must not hold up the rest: alone, it is parked where the person can see it. */
async function bodyRefused(batch: Change[], problem: Problem): Promise<Round> {
  const alone = batch.length === 1 ? batch[0] : undefined
  if (alone) await outbox.park(alone, problem.faults)
  return { sent: 0, received: 0, refused: alone ? 1 : 0, safety: undefined, replies: undefined, more: true, tooMuch: true }
}

function asSent({ id, kind, key, op, base, edited_at, data }: Change): ChangeIn {
  return { id, kind, key, op, base, edited_at, data }
}
