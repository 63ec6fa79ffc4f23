import type { ChangeIn, Flag, SyncAnswer, SyncQuestion } from '../api/types'
import { applyAnswer } from '../store/apply'
import type { Reply } from '../safety/ledger'
import { write } from '../store/db'
import { Problem } from '../api/problem'
import * as meta from '../store/meta'
import * as outbox from '../store/outbox'
import type { Change } from '../store/types'

const BATCH = 200
/** Equal failures of one batch before it is taken apart. */
const PATIENCE = 3
const OF_THE_BODY: readonly number[] = [400, 413, 422]
/** Who is asking and how often: none of it is a change’s fault. */
const NOT_OF_A_BATCH: readonly number[] = [401, 429]

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
  const postponed = new Set<string>()
  let limit = BATCH
  for (;;) {
    const round = await one(by, limit, postponed)
    // A batch that was refused as a whole is halved until the change at fault is alone.
    limit = round.halve ? Math.ceil(round.halve / 2) : Math.min(BATCH, limit * 2)
    total.sent += round.sent
    total.received += round.received
    total.refused += round.refused
    total.safety = round.safety ?? total.safety
    total.replies = round.replies ?? total.replies
    if (round.more) continue
    suspects.delete(by.account)
    return total
  }
}

interface Round extends Outcome {
  more: boolean
  /** How many changes were refused together; 0 when the server took the body. */
  halve: number
}

async function one(by: Exchange, limit: number, postponed: Set<string>): Promise<Round> {
  const { account, device, now, post } = by
  const batch = await outbox.offer(account, limit, postponed)
  const cursor = (await meta.read<string | null>(account, 'cursor')) ?? null
  const sentAt = now()
  const question = { cursor, device, sent_at: sentAt.toISOString(), changes: batch.map(asSent) }
  const answer = await post(question).catch((error: unknown) => error as Error)
  if (answer instanceof Error) {
    if (answer instanceof Problem && (await isOfTheBatch(by, batch, answer))) return refusedWhole(batch, answer)
    throw answer
  }
  const refused = await write(async (tx) => {
    await meta.mustBe(tx, account)
    return applyAnswer(tx, account, device, batch, answer, now(), sentAt)
  })
  for (const { id, status } of answer.results) if (id && status === 'later') postponed.add(id)
  const answered = answer.results.length > 0 || batch.length === 0
  const waiting = answered && (await outbox.all(account)).some((change) => !change.refused && !postponed.has(change.id))
  return {
    sent: batch.length,
    received: answer.changes.length,
    refused,
    safety: answer.safety,
    replies: answer.replies,
    more: Boolean(answer.more) || waiting,
    halve: 0,
  }
}

/** How often in a row the same batch has failed in the same way, by account. */
const suspects = new Map<string, { batch: string; status: number; times: number; halving: boolean }>()

/**
 * Whether a refusal is that of the batch, not of the moment. What is wrong with the body is at once; any other is when
 * it has come three times in a row while the server answers a question without changes.
 */
async function isOfTheBatch(
  { account, device, now, post }: Exchange,
  batch: readonly Change[],
  { status }: Problem,
): Promise<boolean> {
  if (!batch.length || status === 0 || NOT_OF_A_BATCH.includes(status)) return false
  if (OF_THE_BODY.includes(status)) return true
  const name = `${batch[0]!.id} ${batch.length}`
  const before = suspects.get(account)
  const halving = before?.halving ?? false
  const times = before?.batch === name && before.status === status ? before.times + 1 : 1
  suspects.set(account, { batch: name, status, times, halving })
  if (!halving && times < PATIENCE) return false
  const cursor = (await meta.read<string | null>(account, 'cursor')) ?? null
  const works = await post({ cursor, device, sent_at: now().toISOString(), changes: [] }).then(
    () => true,
    () => false,
  )
  suspects.set(account, { batch: name, status, times, halving: works })
  return works
}

/** One poisoned change must not hold up the rest: alone, it is parked where the person can see it. */
async function refusedWhole(batch: Change[], problem: Problem): Promise<Round> {
  const alone = batch.length === 1 ? batch[0] : undefined
  if (alone)
    await outbox.park(alone, problem.faults.length ? problem.faults : [{ code: problem.code, detail: problem.message }])
  return {
    sent: 0,
    received: 0,
    refused: alone ? 1 : 0,
    safety: undefined,
    replies: undefined,
    more: true,
    halve: alone ? 0 : batch.length,
  }
}

function asSent({ id, kind, key, op, base, edited_at, data }: Change): ChangeIn {
  return { id, kind, key, op, base, edited_at, data } as ChangeIn
}
