import type { ChangeIn, SyncAnswer, SyncQuestion } from '../api/types'
import { applyAnswer } from '../store/apply'
import { write } from '../store/db'
import { Problem } from '../api/problem'
import * as meta from '../store/meta'
import * as outbox from '../store/outbox'
import type { Change, FieldFault } from '../store/types'
import { begin, next, type Outcome, type RoundEffect, type RoundEvent, type Rounds, type Suspect } from './rounds'

export interface Exchange {
  account: string
  device: string
  now: () => Date
  post: (question: SyncQuestion) => Promise<SyncAnswer>
}

/** What the last exchange suspected, by account. */
const suspects = new Map<string, Suspect>()

/** Sends what waits and takes what is new, round by round, until neither side has more. */
export async function exchange(by: Exchange): Promise<Outcome> {
  let { state, effects } = begin(suspects.get(by.account) ?? null)
  while (effects[0]) ({ state, effects } = next(state, await perform(effects[0], state, by)))
  if (state.suspect) suspects.set(by.account, state.suspect)
  else suspects.delete(by.account)
  if (state.name === 'failed') throw state.error
  return state.outcome
}

const perform = (effect: RoundEffect, state: Rounds, by: Exchange): Promise<RoundEvent> =>
  EFFECTS[effect](state, by).catch((error: unknown) => ({ type: 'broke', error }))

const EFFECTS: Record<RoundEffect, (state: Rounds, by: Exchange) => Promise<RoundEvent>> = {
  async offer({ limit, postponed }, { account }) {
    return { type: 'offered', batch: await outbox.offer(account, limit, postponed) }
  },

  async ask({ batch }, by) {
    const cursor = await cursorOf(by)
    const sentAt = by.now()
    return by.post(questionOf(batch, cursor, sentAt, by)).then(
      (answer) => ({ type: 'answered', answer, sentAt }),
      (error: unknown) => {
        if (error instanceof Problem) return { type: 'refused', problem: error }
        throw error
      },
    )
  },

  async keep({ batch, answer, sentAt }, { account, device, now }) {
    const refused = await write(async (tx) => {
      await meta.mustBe(tx, account)
      return applyAnswer(tx, account, device, batch, answer!, now(), sentAt!)
    })
    const waiting = (await outbox.all(account)).filter((change) => !change.refused)
    return { type: 'kept', refused, waiting: waiting.map(({ id }) => id) }
  },

  async probe(_, by) {
    const works = await by.post(questionOf([], await cursorOf(by), by.now(), by)).then(
      () => true,
      () => false,
    )
    return { type: 'probed', works }
  },

  async park({ batch, problem }) {
    await outbox.park(batch[0]!, wordsOf(problem!))
    return { type: 'parked' }
  },
}

const cursorOf = async ({ account }: Exchange): Promise<string | null> =>
  (await meta.read<string | null>(account, 'cursor')) ?? null

const questionOf = (
  batch: readonly Change[],
  cursor: string | null,
  sentAt: Date,
  { device }: Exchange,
): SyncQuestion => {
  // By this instant the server takes this phone's error off the edits.
  const sent_at = batch[0]?.settled ? null : sentAt.toISOString()
  return { cursor, device, sent_at, changes: batch.map(asSent) }
}

const wordsOf = ({ faults, code, message }: Problem): FieldFault[] =>
  faults.length ? faults : [{ code, detail: message }]

function asSent({ id, kind, key, op, base, edited_at, data }: Change): ChangeIn {
  return { id, kind, key, op, base, edited_at, data } as ChangeIn
}
