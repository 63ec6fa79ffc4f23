import { waitAfter } from './backoff'
import { step, type Next, type Table, type Way } from './machine'
import type { Outcome } from './rounds'

export type Status = 'idle' | 'sending' | 'offline' | 'withdrawn' | 'waiting'

const AFTER_SAVE_MS = 700
const OTHER_TAB_MS = 2_000

/** When the outbox is emptied. Instants are milliseconds of the phone's clock. */
export interface Schedule {
  readonly name: Status
  /** Failures in a row. */
  readonly failures: number
  /** Nothing is sent before. */
  readonly notBefore: number
  /** The part of that which the server asked for. */
  readonly asked: number
  /** What the timer is set to. */
  readonly wait: number
  /** What the last exchange did, and for whom. */
  readonly exchanged: { outcome: Outcome; account: string } | null
}

export type ScheduleEvent =
  /** A reason to hope again: the app starts or comes to sight, the network is back. */
  | { type: 'woken'; now: number }
  | { type: 'saved'; now: number }
  /** The timer, or one who wants it now. `locked`: a passcode stands before the diary; `guest`: it is nobody's. */
  | { type: 'due'; now: number; locked: boolean; guest: boolean }
  /** The lock that all tabs share. */
  | { type: 'granted' }
  | { type: 'taken'; now: number }
  /** The server has all, and the phone has what is new. */
  | { type: 'exchanged'; outcome: Outcome; account: string }
  /** `chance`: 0 to 1. */
  | { type: 'failed'; now: number; chance: number; status: number; code: string; retryAfter: number | null }
  /** Signed in, agreed or unlocked: the queue may go again. */
  | { type: 'resumed'; now: number }

/**
 * `timer`: a `due` after `wait`, in place of the one before. `endSession`: tells the server of a sign-out that it has
 * not heard of. `checkSession`: asks whether this phone's session is over. `lock`, `exchange`: as they say. `tell`:
 * hands what came to the diary.
 */
export type ScheduleEffect = 'timer' | 'endSession' | 'checkSession' | 'lock' | 'exchange' | 'tell'

type On<Type extends ScheduleEvent['type']> = Extract<ScheduleEvent, { type: Type }>
type Ways<Type extends ScheduleEvent['type']> = readonly Way<Schedule, On<Type>, ScheduleEffect>[]

export const START: Schedule = { name: 'idle', failures: 0, notBefore: 0, asked: 0, wait: 0, exchanged: null }

const after = (ms: number, notBefore: number, now: number) => ({ wait: Math.max(ms, notBefore - now) })

const locked = (_: Schedule, event: On<'due'>) => event.locked
const guest = (_: Schedule, event: On<'due'>) => event.guest
/** A timer may fire a moment early; the wait is taken up again, never dropped. */
const tooEarly = ({ notBefore }: Schedule, { now }: On<'due'>) => now < notBefore
const agreementWithdrawn = (_: Schedule, { code }: On<'failed'>) => code === 'agreement_withdrawn'
const notReached = (_: Schedule, { status }: On<'failed'>) => status === 0

/** Our own waiting ends; only what the server asked for is kept. */
const hope = ({ asked }: Schedule, { now }: On<'woken'>) => ({ notBefore: asked, ...after(0, asked, now) })
const shortly = ({ notBefore }: Schedule, { now }: On<'saved'>) => after(AFTER_SAVE_MS, notBefore, now)
const rest = ({ notBefore }: Schedule, { now }: On<'due'>) => after(0, notBefore, now)
/** The tab that is sending may have begun before this one's edit was kept. */
const otherTab = ({ notBefore }: Schedule, { now }: On<'taken'>) => after(OTHER_TAB_MS, notBefore, now)
const afresh = () => ({ failures: 0, notBefore: 0, asked: 0 })
const keepOutcome = (_: Schedule, { outcome, account }: On<'exchanged'>) => ({
  ...afresh(),
  exchanged: { outcome, account },
})
const afreshNow = () => ({ ...afresh(), wait: 0 })

function backOff({ failures }: Schedule, { now, chance, retryAfter }: On<'failed'>): Partial<Schedule> {
  const wait = waitAfter(failures + 1, retryAfter, () => chance)
  return { failures: failures + 1, notBefore: now + wait, asked: now + (retryAfter ?? 0), wait }
}

const due: Ways<'due'> = [
  { if: locked, do: ['endSession', 'checkSession'] },
  { if: guest, do: ['endSession'] },
  { if: tooEarly, set: rest, do: ['endSession', 'timer'] },
  { do: ['endSession', 'lock'] },
]
const failed: Ways<'failed'> = [
  { if: agreementWithdrawn, to: 'withdrawn' },
  { if: notReached, to: 'offline', set: backOff, do: ['timer'] },
  { to: 'waiting', set: backOff, do: ['timer'] },
]
const open = {
  woken: [{ set: hope, do: ['timer'] }],
  saved: [{ set: shortly, do: ['timer'] }],
  due,
  granted: [{ to: 'sending', do: ['exchange'] }],
  taken: [{ set: otherTab, do: ['timer'] }],
  exchanged: [{ to: 'idle', set: keepOutcome, do: ['tell'] }],
  failed,
  resumed: [{ to: 'idle', set: afreshNow, do: ['timer'] }],
} as const satisfies Table<Schedule, ScheduleEvent, ScheduleEffect>[Status]

export const SCHEDULE: Table<Schedule, ScheduleEvent, ScheduleEffect> = {
  idle: open,
  sending: open,
  offline: open,
  waiting: open,
  withdrawn: {
    ...open,
    // Nothing is sent until the person has done something about it; the queue stays as it is.
    due: [{ do: ['endSession', 'checkSession'] }],
    granted: [{}],
  },
}

export const next = (state: Schedule, event: ScheduleEvent): Next<Schedule, ScheduleEffect> =>
  step(SCHEDULE, state, event)
