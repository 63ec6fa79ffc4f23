import type { SidedAnswer } from '../night/types'
import type { Data, Kind, Op } from './types'

/** When the safety answers of a unit were given, by the ids that the rules use. */
export type Told = Record<string, string>

interface Spoken {
  kind: Kind
  key: string
  data: Data
  op?: Op
}

interface Held extends Spoken {
  edited_at?: string
  told?: Told
}

/** The safety answers that a unit holds: a check, a sign of the night, the signs of an episode. */
export function answersIn({ kind, key, data, op }: Spoken): Record<string, SidedAnswer> {
  if (op === 'delete' || !data) return {}
  const { value, signs } = data as { value?: SidedAnswer; signs?: Record<string, SidedAnswer> | null }
  if (kind === 'check') return { [key.slice(11)]: value ?? null }
  if (kind === 'sign') return { [`sign.${key.slice(11)}`]: value ?? null }
  if (kind !== 'episode') return {}
  return Object.fromEntries(Object.entries(signs ?? {}).map(([id, said]) => [`sign.${id}`, said]))
}

/** A yes, whichever leg it names. */
export const isYes = (value: SidedAnswer | undefined): boolean =>
  value !== undefined && value !== null && value !== false

/** The yeses of a unit that an edit takes back; one that stays a yes, of another leg or of none, was no slip. */
export function slipsIn(before: Spoken, edit: Spoken): string[] {
  const after = answersIn(edit)
  return Object.entries(answersIn(before))
    .filter(([id, value]) => isYes(value) && !isYes(after[id]))
    .map(([id]) => id)
}

/** An answer that stays as it was keeps its instant; any other is given now. */
export function toldAfter(before: Held | undefined, edit: Spoken, now: string): Told {
  const said = before ? answersIn(before) : {}
  const kept = (id: string) => before?.told?.[id] ?? before?.edited_at ?? now
  return Object.fromEntries(
    Object.entries(answersIn(edit)).map(([id, value]) => [id, said[id] === value ? kept(id) : now]),
  )
}

/** The instants of a unit that says them, its own stamp where it came from elsewhere. */
export function toldOf(unit: Held): Told {
  const { edited_at, told } = unit
  return Object.fromEntries(
    Object.keys(answersIn(unit)).flatMap((id) => {
      const at = told?.[id] ?? edited_at
      return at ? [[id, at]] : []
    }),
  )
}

/**
 * Whether an edit takes back or changes a yes: what was told once must reach the server, though it is told otherwise
 * later.
 */
export function unsays(before: Spoken, edit: Spoken): boolean {
  const now = answersIn(edit)
  return Object.entries(answersIn(before)).some(([id, value]) => isYes(value) && now[id] !== value)
}

/** Whether a safety answer is saved as it already stands. */
export function saysTheSame(before: Held | undefined, edit: Spoken): boolean {
  if (!before || before.op === 'delete' || edit.op === 'delete' || !['check', 'sign'].includes(edit.kind)) return false
  const [id, value] = Object.entries(answersIn(edit))[0] ?? []
  return id !== undefined && answersIn(before)[id] === value
}
