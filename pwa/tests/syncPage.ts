import type { Table, Way } from '../src/sync/machine'
import type { RoundEffect, RoundEvent, Rounds } from '../src/sync/rounds'
import { ROUNDS } from '../src/sync/rounds'
import { SCHEDULE, type Schedule, type ScheduleEffect, type ScheduleEvent } from '../src/sync/schedule'

export type AnyTable = Table<{ name: string }, { type: string }, string>

interface Chapter {
  title: string
  about: string
  table: AnyTable
  states: Record<string, string>
  events: Record<string, string>
  effects: Record<string, string>
}

const schedule: Chapter = {
  title: 'When the phone sends',
  about: 'Table: `pwa/src/sync/schedule.ts`. Who performs its effects: `pwa/src/sync/sync.svelte.ts`.',
  table: SCHEDULE as unknown as AnyTable,
  states: {
    idle: 'Nothing has failed.',
    sending: 'An exchange is under way in this tab.',
    offline: 'The server was not reached; the phone waits and tries again.',
    waiting: 'The server answered with a failure; the phone waits and tries again.',
    withdrawn: 'The agreement was withdrawn: nothing is sent until the person has done something about it.',
  } satisfies Record<Schedule['name'], string>,
  events: {
    woken: 'The app starts or comes to sight, or the network is back.',
    saved: 'The disk has a new edit.',
    due: 'The timer, the minute, or a screen that wants it now.',
    granted: 'This tab holds the lock that all tabs share.',
    taken: 'Another tab holds it.',
    exchanged: 'The server has all that waited, and the phone has what was new.',
    failed: 'The exchange, or what followed from it, failed.',
    resumed: 'Signed in, agreed, unlocked, or the phone is someone else’s by now.',
  } satisfies Record<ScheduleEvent['type'], string>,
  effects: {
    timer: 'Sets the one timer; its end is `due`.',
    endSession: 'Tells the server of a sign-out that it has not heard of, if there is one.',
    checkSession: 'Asks the server whether this phone’s session is over.',
    lock: 'Asks for the lock: `granted` or `taken`.',
    exchange: 'Runs the machine below: `exchanged`, `failed`, or `resumed` where the phone is someone else’s.',
    tell: 'Hands what came to the diary and to the warnings.',
  } satisfies Record<ScheduleEffect, string>,
}

const rounds: Chapter = {
  title: 'One exchange',
  about: 'Table: `pwa/src/sync/rounds.ts`. Who performs its effects: `pwa/src/sync/exchange.ts`.',
  table: ROUNDS as unknown as AnyTable,
  states: {
    offering: 'The next changes are taken from the outbox.',
    asking: 'They are on their way; an empty batch asks for what is new.',
    keeping: 'The answer is written to the disk.',
    probing: 'A question without changes is on its way.',
    parking: 'The one change at fault is set aside.',
    done: 'Neither side has more.',
    failed: 'It is tried again later; nothing is lost.',
  } satisfies Record<Rounds['name'], string>,
  events: {
    offered: 'The batch, marked as offered on the disk.',
    answered: 'The server’s answer.',
    refused: 'A failure in place of an answer; the server may not have been reached.',
    kept: 'The disk has the answer.',
    probed: 'Whether the server answers a question without changes.',
    parked: 'The disk has it.',
    broke: 'The phone could not do its part: a full disk, or someone else’s phone by now.',
  } satisfies Record<RoundEvent['type'], string>,
  effects: {
    offer: 'Takes the next batch from the outbox and marks it as offered.',
    ask: 'Sends the batch.',
    keep: 'Writes the answer in one transaction.',
    probe: 'Asks without changes, to see whether the batch is at fault.',
    park: 'Sets the only change of the batch aside, where the person sees it.',
  } satisfies Record<RoundEffect, string>,
}

export const CHAPTERS: readonly Chapter[] = [schedule, rounds]

/** docs/sync-states.md. */
export function page(): string {
  const head = `# The phone’s sync, state by state

Made from the tables in \`pwa/src/sync\` by \`make docs\`; do not edit. A machine does nothing by itself: it gets an
event, and says which state follows and which effects are to be performed. Of the rows of one pair the first whose
condition holds is taken. Conditions and updates are named as the functions in the table.
`
  return [head, ...CHAPTERS.map(chapter)].join('\n')
}

function chapter({ title, about, table, states, events, effects }: Chapter): string {
  return `## ${title}

${about}

${diagram(table)}

${meanings('State', states)}

${meanings('Event', events)}

${meanings('Effect', effects)}

${transitions(table)}

Every other pair cannot come about, and is an error of whoever runs the machine:
${impossible(table)}
`
}

const meanings = (what: string, of: Record<string, string>): string =>
  grid(
    [what, 'Meaning'],
    Object.entries(of).map(([name, words]) => [`\`${name}\``, words]),
  )

function transitions(table: AnyTable): string {
  const rows = Object.values(alike(table)).flatMap(({ names, type, ways }) =>
    ways.map((way) => [
      names.map((name) => `\`${name}\``).join(' '),
      `\`${type}\``,
      words(way.if?.name),
      way.to ? `\`${way.to}\`` : 'the same',
      words(way.set?.name),
      (way.do ?? []).map((effect) => `\`${effect}\``).join(', '),
    ]),
  )
  return grid(['State', 'Event', 'If', 'Then', 'Update', 'Effects'], rows)
}

type Ways = readonly Way<{ name: string }, { type: string }, string>[]

/** States that do the same with an event share a row. */
function alike(table: AnyTable): { names: string[]; type: string; ways: Ways }[] {
  const found: { names: string[]; type: string; ways: Ways }[] = []
  for (const [name, row] of Object.entries(table))
    for (const [type, ways] of Object.entries(row)) {
      const same = found.find((each) => each.type === type && each.ways === ways)
      if (same) same.names.push(name)
      else found.push({ names: [name], type, ways })
    }
  return found.filter(({ ways }) => ways.length > 0)
}

function diagram(table: AnyTable): string {
  const edges = new Map<string, Set<string>>()
  for (const [name, row] of Object.entries(table))
    for (const [type, ways] of Object.entries(row))
      for (const { to } of ways) {
        if (!to || to === name) continue
        const edge = `  ${name} --> ${to}`
        edges.set(edge, (edges.get(edge) ?? new Set()).add(type))
      }
  const lines = [...edges].map(([edge, types]) => `${edge}: ${[...types].join(', ')}`)
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n')
}

function impossible(table: AnyTable): string {
  const names = Object.entries(table).flatMap(([name, row]) => {
    const types = Object.keys(row).filter((type) => row[type]!.length === 0)
    return types.length ? [`- \`${name}\`: ${types.map((type) => `\`${type}\``).join(', ')}`] : []
  })
  return names.length ? names.join('\n') : '- none'
}

/** `tooEarly`: too early. */
const words = (name = ''): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

function grid(heads: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}
