import type { Problem } from '../api/problem'
import type { Flag, SyncAnswer } from '../api/types'
import type { Reply } from '../safety/ledger'
import type { Change } from '../store/types'
import { NEVER, step, type Next, type Table, type Way } from './machine'

const BATCH = 200
/** Equal failures of one batch before it is taken apart. */
const PATIENCE = 3
const OF_THE_BODY: readonly number[] = [400, 413, 422]
/** Not reached; who is asking and how often: none of it is a change’s fault. */
const OF_THE_MOMENT: readonly number[] = [0, 401, 429]

/** What one exchange did. */
export interface Outcome {
  sent: number
  received: number
  refused: number
  safety: Flag[] | undefined
  replies: Reply[] | undefined
}

/** How often in a row the same batch has failed in the same way. */
export interface Suspect {
  readonly batch: string
  readonly status: number
  readonly times: number
  readonly halving: boolean
}

/** One exchange, round by round, until neither side has more. */
export interface Rounds {
  readonly name: 'offering' | 'asking' | 'keeping' | 'probing' | 'parking' | 'done' | 'failed'
  /** Changes sent at once, at most. */
  readonly limit: number
  /** Ids that the server has put off; not sent again in this exchange. */
  readonly postponed: ReadonlySet<string>
  readonly batch: readonly Change[]
  readonly answer: SyncAnswer | null
  readonly sentAt: Date | null
  /** For which the batch was refused. */
  readonly problem: Problem | null
  readonly suspect: Suspect | null
  readonly outcome: Outcome
  /** Why the exchange failed. */
  readonly error: unknown
}

export type RoundEvent =
  | { type: 'offered'; batch: readonly Change[] }
  | { type: 'answered'; answer: SyncAnswer; sentAt: Date }
  | { type: 'refused'; problem: Problem }
  /** `waiting`: ids that are not refused; `refused`: how many the answer refused. */
  | { type: 'kept'; refused: number; waiting: readonly string[] }
  | { type: 'probed'; works: boolean }
  | { type: 'parked' }
  /** The phone could not do its part. */
  | { type: 'broke'; error: unknown }

/**
 * `offer`: takes the next batch from the outbox and marks it as offered. `ask`: sends it. `keep`: writes the answer to
 * the disk in one transaction. `probe`: asks without changes, to see whether the batch is at fault. `park`: sets the
 * only change of the batch aside, where the person sees it.
 */
export type RoundEffect = 'offer' | 'ask' | 'keep' | 'probe' | 'park'

type On<Type extends RoundEvent['type']> = Extract<RoundEvent, { type: Type }>
type Ways<Type extends RoundEvent['type']> = readonly Way<Rounds, On<Type>, RoundEffect>[]

const nameOf = (batch: readonly Change[]) => `${batch[0]?.id} ${batch.length}`
const alone = ({ batch }: Rounds) => batch.length === 1

const ofTheMoment = ({ batch }: Rounds, { problem }: On<'refused'>) =>
  batch.length === 0 || OF_THE_MOMENT.includes(problem.status)
const ofTheBody = (_: Rounds, { problem }: On<'refused'>) => OF_THE_BODY.includes(problem.status)
const ofTheBodyAlone = (state: Rounds, event: On<'refused'>) => ofTheBody(state, event) && alone(state)
/** It has failed in one way often enough to ask whether the server works without it. */
const suspicious = (state: Rounds, event: On<'refused'>) => {
  const { halving, times } = suspect(state, event).suspect
  return halving || times >= PATIENCE
}
const worksWithoutTheOne = (state: Rounds, { works }: On<'probed'>) => works && alone(state)
const worksWithoutIt = (_: Rounds, { works }: On<'probed'>) => works
const hasMore = ({ answer, batch, postponed }: Rounds, { waiting }: On<'kept'>) => {
  // A server that says nothing of the changes is not asked again and again.
  const answered = answer!.results.length > 0 || batch.length === 0
  const later = new Set([...postponed, ...putOff(answer!)])
  return Boolean(answer!.more) || (answered && waiting.some((id) => !later.has(id)))
}

const putOff = ({ results }: SyncAnswer): string[] =>
  results.flatMap(({ id, status }) => (id && status === 'later' ? [id] : []))

const take = (_: Rounds, { batch }: On<'offered'>) => ({ batch })
const hear = (_: Rounds, { answer, sentAt }: On<'answered'>) => ({ answer, sentAt })
const count = ({ limit, batch, answer, outcome, postponed }: Rounds, { refused }: On<'kept'>) => ({
  limit: Math.min(BATCH, limit * 2),
  postponed: new Set([...postponed, ...putOff(answer!)]),
  outcome: {
    sent: outcome.sent + batch.length,
    received: outcome.received + answer!.changes.length,
    refused: outcome.refused + refused,
    safety: answer!.safety ?? outcome.safety,
    replies: answer!.replies ?? outcome.replies,
  },
})
const countAndClear = (state: Rounds, event: On<'kept'>) => ({ ...count(state, event), suspect: null })
/** A batch that was refused as a whole is halved until the change at fault is alone. */
const halve = ({ batch }: Rounds) => ({ limit: Math.ceil(batch.length / 2) })
const blame = (_: Rounds, { problem }: On<'refused'>) => ({ problem })
const accuse = ({ suspect: before }: Rounds) => ({ suspect: { ...before!, halving: true } })
const accuseAndHalve = (state: Rounds) => ({ ...accuse(state), ...halve(state) })
const suspect = ({ batch, suspect: before }: Rounds, { problem: { status } }: On<'refused'>) => {
  const name = nameOf(batch)
  const times = before?.batch === name && before.status === status ? before.times + 1 : 1
  return { suspect: { batch: name, status, times, halving: before?.halving ?? false } }
}
const suspectAndBlame = (state: Rounds, event: On<'refused'>) => ({
  ...suspect(state, event),
  ...blame(state, event),
})
const fail = (_: Rounds, { problem }: On<'refused'>) => ({ error: problem })
const suspectAndFail = (state: Rounds, event: On<'refused'>) => ({ ...suspect(state, event), ...fail(state, event) })
const acquit = ({ suspect: before, problem }: Rounds) => ({ error: problem, suspect: { ...before!, halving: false } })
const countParked = ({ limit, outcome }: Rounds) => ({
  limit: Math.min(BATCH, limit * 2),
  outcome: { ...outcome, refused: outcome.refused + 1 },
})
const breakOff = (_: Rounds, { error }: On<'broke'>) => ({ error })

const refused: Ways<'refused'> = [
  { if: ofTheMoment, to: 'failed', set: fail },
  { if: ofTheBodyAlone, to: 'parking', set: blame, do: ['park'] },
  { if: ofTheBody, to: 'offering', set: halve, do: ['offer'] },
  { if: suspicious, to: 'probing', set: suspectAndBlame, do: ['probe'] },
  { to: 'failed', set: suspectAndFail },
]
const probed: Ways<'probed'> = [
  { if: worksWithoutTheOne, to: 'parking', set: accuse, do: ['park'] },
  { if: worksWithoutIt, to: 'offering', set: accuseAndHalve, do: ['offer'] },
  { to: 'failed', set: acquit },
]
const kept: Ways<'kept'> = [
  { if: hasMore, to: 'offering', set: count, do: ['offer'] },
  { to: 'done', set: countAndClear },
]
const broke: Ways<'broke'> = [{ to: 'failed', set: breakOff }]

const NONE = {
  offered: NEVER,
  answered: NEVER,
  refused: NEVER,
  kept: NEVER,
  probed: NEVER,
  parked: NEVER,
  broke: NEVER,
}

export const ROUNDS: Table<Rounds, RoundEvent, RoundEffect> = {
  offering: { ...NONE, offered: [{ to: 'asking', set: take, do: ['ask'] }], broke },
  asking: { ...NONE, answered: [{ to: 'keeping', set: hear, do: ['keep'] }], refused, broke },
  keeping: { ...NONE, kept, broke },
  probing: { ...NONE, probed, broke },
  parking: { ...NONE, parked: [{ to: 'offering', set: countParked, do: ['offer'] }], broke },
  done: NONE,
  failed: NONE,
}

/** `suspect`: what was left of the exchange before. */
export const begin = (suspect: Suspect | null): Next<Rounds, RoundEffect> => ({
  state: {
    name: 'offering',
    limit: BATCH,
    postponed: new Set(),
    batch: [],
    answer: null,
    sentAt: null,
    problem: null,
    suspect,
    outcome: { sent: 0, received: 0, refused: 0, safety: undefined, replies: undefined },
    error: null,
  },
  effects: ['offer'],
})

export const next = (state: Rounds, event: RoundEvent): Next<Rounds, RoundEffect> => step(ROUNDS, state, event)
