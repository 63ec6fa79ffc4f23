import { afterEach, describe, expect, it, vi } from 'vitest'
import { importFile, type ImportStep } from '../src/api/upload'
import { Problem } from '../src/api/problem'

const REPORT = { format: 'lines', preview: true, counts: { added: 1 }, rows: [], table: null }

/** A server that answers in pieces, cut where no line ends. */
function answering(pieces: string[], status = 200): void {
  document.cookie = 'csrftoken=abc'
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })))
}

async function imported(steps: ImportStep[] = []) {
  return importFile(new Blob(['{}']), { preview: true, map: null, onstep: (step) => steps.push(step) })
}

describe('a file on its way in', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('tells each step and ends with the report, wherever the pieces are cut', async () => {
    const lines = [
      { phase: 'reading', done: 0, total: 2 },
      { phase: 'comparing', done: 1, total: 2 },
      { report: REPORT },
    ]
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    answering([text.slice(0, 17), text.slice(17, 60), text.slice(60)])
    const steps: ImportStep[] = []

    expect(await imported(steps)).toEqual(REPORT)
    expect(steps.map(({ phase }) => phase)).toEqual(['reading', 'comparing'])
  })

  it('throws the problem that ends it', async () => {
    answering(['{"problem":{"status":422,"code":"not_csv","detail":"not a table"}}\n'])

    await expect(imported()).rejects.toMatchObject({ status: 422, code: 'not_csv' })
  })

  it('took nothing when the connection ends before the report', async () => {
    answering(['{"phase":"writing","done":1,"total":2}\n'])

    await expect(imported()).rejects.toBeInstanceOf(Problem)
  })
})
