import type { FieldFault } from '../store/types'
import type { components } from './schema'

/** What went wrong, in the words of RFC 9457; `offline` when the server was not reached at all. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly faults: FieldFault[]
  /** Milliseconds the server asks to wait, if it does. */
  readonly retryAfter: number | null

  constructor(
    status: number,
    code: string,
    faults: FieldFault[] = [],
    retryAfter: number | null = null,
    detail = code,
  ) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.faults = faults
    this.retryAfter = retryAfter
  }

  /** Worth trying again later, unchanged. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 425 || this.status === 429 || this.status >= 500
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<components['schemas']['Problem']>
  const code = body.code ?? `http_${response.status}`
  return new Problem(
    response.status,
    code,
    body.errors ?? [],
    retryAfter(response.headers.get('Retry-After')),
    body.detail,
  )
}

/** Seconds or a date, as HTTP allows; null for neither. */
export function retryAfter(header: string | null, now: number = Date.now()): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
