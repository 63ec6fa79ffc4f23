import type { Told } from './told'

/** The smallest things that are edited, kept and merged at once; see the sync route of the API. */
export type Kind =
  | 'night'
  | 'episode'
  | 'sleep'
  | 'day'
  | 'sign'
  | 'check'
  | 'tip'
  | 'health'
  | 'peg'
  | 'factor'
  | 'event'
  | 'plan_tick'
  | 'seen'

export type Op = 'put' | 'delete'
export type Data = Record<string, unknown> | unknown[] | null

/** What the phone keeps beside the nights of one diary. */
export interface Settings {
  zone: string
  turnsAt: string
  /** Whose diary this is, as the screen says it. */
  owner?: string
  /** When the evening's reminder is wanted; the app says it itself where no push reaches. */
  reminderAt?: string | null
}

/** A unit as the server last acknowledged it. */
export interface Unit {
  account: string
  kind: Kind
  key: string
  /** Evening the unit belongs to; '' for what belongs to no night. */
  date: string
  op: Op
  version: number
  edited_at: string
  /** The device that made this edit, when known: breaks ties of time. */
  device: string
  data: Data
  /** When its safety answers were given: one that stays as it was keeps its instant. */
  told?: Told
}

/** An edit that the server has not acknowledged. Its id is made before the first send and never changes. */
export interface Change {
  id: string
  account: string
  kind: Kind
  key: string
  date: string
  op: Op
  base: number | null
  edited_at: string
  /** A server has settled `edited_at` before: it is by its clock, not by this phone's. */
  settled?: true
  data: Data
  told?: Told
  /** Counts within this phone: what is sent first. */
  order: number
  /** True once it has been handed to the network: from then on it must not be rewritten. */
  offered: boolean
  /** What the server refused, shown to the person; null while it waits. */
  refused: FieldFault[] | null
}

export interface FieldFault {
  field?: string
  code?: string
  detail?: string
}

export const GUEST = 'guest'
