import { api, ask } from '../../api/client'
import { Once } from '../../api/once'
import type { CaseloadAnswer, CaseRow, Held, Review, Section } from '../../api/desk'
import type { Invited } from '../../api/types'
import * as inTab from '../../store/inTab'
import { Asking } from './asking.svelte'

export const sorts = ['need', 'name', 'strength', 'change', 'last_night', 'reviewed'] as const
export type Sort = (typeof sorts)[number]

export interface Shelf {
  id: Section
  rule: string
  rows: CaseRow[]
}

/** Rows by section, in the server's order. Names are searched here: in an address they would be written to logs. */
export function shelves({ sections, results }: CaseloadAnswer, search: string): Shelf[] {
  const wanted = search.trim().toLocaleLowerCase()
  const fits = (row: CaseRow) => [row.name, ...row.tags].some((text) => text.toLocaleLowerCase().includes(wanted))
  return sections
    .map(({ id, rule }) => ({ id, rule, rows: results.filter((row) => row.section === id && fits(row)) }))
    .filter(({ rows }) => rows.length > 0)
}

/** Everyone the therapist looks after, in memory alone. */
export class Caseload extends Asking {
  #once = new Once()
  #turn = 0
  answer = $state.raw<CaseloadAnswer | null>(null)
  sort = $state<Sort>('need')
  invited = $state.raw<Invited | null>(null)
  /** Patients whose code was used and who have yet to confirm. */
  waiting = $state.raw<Held[]>([])

  async load(sort: Sort = this.sort): Promise<void> {
    this.sort = sort
    const turn = ++this.#turn
    await this.attempt(async () => {
      const answer = await ask(api.GET('/caseload', { params: { query: { sort } } }))
      // In another order by now: an older answer must not show over it.
      if (turn === this.#turn) this.answer = answer
    })
    if (this.shut) return this.forget()
    const held = await ask(api.GET('/consents', {})).catch(() => null)
    this.waiting = held?.results.filter(({ state }) => state === 'accepted') ?? []
  }

  /** Asks on and on whether the same records are open; returns what ends it. */
  stay = (): (() => void) =>
    this.stand(
      () => ask(api.GET('/caseload/standing', {})),
      () => void this.load(),
    )

  /** A code for a patient, shown once. */
  async invite(scope: CaseRow['scope'], email: string): Promise<void> {
    await this.attempt(async () => {
      this.invited = await this.#once.make((headers) =>
        ask(api.POST('/invitations', { body: { scope, ...(email && { email }) }, headers })),
      )
    })
  }

  async review(patient: string): Promise<void> {
    await this.attempt(async () =>
      this.#mark(patient, await ask(api.POST('/patients/{patient}/review', { params: { path: { patient } } }))),
    )
  }

  async undo(patient: string): Promise<void> {
    await this.attempt(async () =>
      this.#mark(patient, await ask(api.DELETE('/patients/{patient}/review', { params: { path: { patient } } }))),
    )
  }

  protected override forget(): void {
    super.forget()
    inTab.forget()
    this.answer = null
    this.waiting = []
  }

  /** The row stays where it stands, so that the next one is not missed. */
  #mark(patient: string, review: Review): void {
    const { answer } = this
    if (answer)
      this.answer = {
        ...answer,
        results: answer.results.map((row) => (row.patient === patient ? { ...row, ...review } : row)),
      }
  }
}
