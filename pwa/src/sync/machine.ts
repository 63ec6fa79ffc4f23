/**
 * State machines as tables: what each state does with each event. A table reads no clock, disk, network or chance;
 * what it needs of those comes with the event. Whoever runs it performs the effects by what the new state says, and
 * answers with the next event. docs/sync-states.md is made from the tables.
 */
export interface Way<State extends { name: string }, Event, Effect extends string> {
  readonly if?: (state: State, event: Event) => boolean
  /** Omitted where the state keeps its name. */
  readonly to?: State['name']
  readonly set?: (state: State, event: Event) => Partial<State>
  readonly do?: readonly Effect[]
}

/** Every pair of a state and an event; of its ways, the first whose condition holds is taken. */
export type Table<State extends { name: string }, Event extends { type: string }, Effect extends string> = {
  readonly [Name in State['name']]: {
    readonly [Type in Event['type']]: readonly Way<State, Extract<Event, { type: Type }>, Effect>[]
  }
}

export interface Next<State, Effect> {
  readonly state: State
  readonly effects: readonly Effect[]
}

/** A pair that cannot come about; met all the same, it is a fault of whoever runs the machine. */
export const NEVER: readonly never[] = []

export class Impossible extends Error {}

export function step<State extends { name: string }, Event extends { type: string }, Effect extends string>(
  table: Table<State, Event, Effect>,
  state: State,
  event: Event,
): Next<State, Effect> {
  const row = table[state.name as State['name']]
  const ways = row[event.type as Event['type']] as readonly Way<State, Event, Effect>[]
  const way = ways.find((each) => !each.if || each.if(state, event))
  if (!way) throw new Impossible(`${state.name}: ${event.type}`)
  return { state: { ...state, ...way.set?.(state, event), name: way.to ?? state.name }, effects: way.do ?? [] }
}
