import { exchange } from './client'
import { Problem, problemOf } from './problem'
import type { components } from './schema'

type Schemas = components['schemas']

const LINES = 'application/x-ndjson'
const PATIENCE_MS = 10 * 60_000

/** What became, or would become, of one row of a file. */
export type ImportRow = Schemas['RowAnswer']
/** A table as it was understood: what each column is taken for, of all it may be taken for. */
export type ImportTable = Schemas['TableAnswer']
export type ImportReport = Schemas['ImportAnswer']
export type ImportStep = Schemas['ProgressLine']

type Line = Schemas['ImportLine']

interface Asked {
  preview: boolean
  map: Record<string, string> | null
  onstep: (step: ImportStep) => void
}

/** Sends a file to be read into the diary and is told its progress, a line at a time; the report comes last. */
export async function importFile(file: Blob, { preview, map, onstep }: Asked): Promise<ImportReport> {
  const query = new URLSearchParams({ ...(preview && { preview: 'true' }), ...(map && { map: JSON.stringify(map) }) })
  const address = new URL(`/api/v1/patients/me/import?${query}`, location.origin)
  const headers = { 'Content-Type': 'application/octet-stream', Accept: LINES }
  const response = await exchange(new Request(address, { method: 'POST', headers, body: file }), PATIENCE_MS)
  if (!response.ok || !response.body) throw await problemOf(response)
  for await (const line of linesOf(response.body)) {
    if ('report' in line) return line.report
    if ('problem' in line)
      throw new Problem(line.problem.status, line.problem.code, line.problem.errors ?? [], null, line.problem.detail)
    onstep(line)
  }
  // The connection ended before the report: nothing of the file was taken.
  throw new Problem(0, 'offline')
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    rest += decoder.decode(value, { stream: !done })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line) yield JSON.parse(line) as Line
    if (done) return
  }
}
