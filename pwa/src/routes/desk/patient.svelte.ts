import { api, ask } from '../../api/client'
import { Once } from '../../api/once'
import type { PatientPage, PlanItem, Wanted } from '../../api/desk'
import type { Invited, Tips } from '../../api/types'
import { draftInTab, type Draft } from '../../lib/draft.svelte'
import { diary } from '../../store/diary.svelte'
import * as inTab from '../../store/inTab'
import { Asking } from './asking.svelte'

/** A plan item as it is asked for again, unchanged. */
export function asWanted({ item, tip, text, dose, days, blocked }: PlanItem): Wanted {
  return { ...(tip ? { tip } : { text, item }), dose, days, reason: blocked?.reason ?? '' }
}

/** One patient's page, in memory alone: it goes with the screen, and when access ends. */
export class PatientDesk extends Asking {
  #once = new Once()
  page = $state.raw<PatientPage | null>(null)
  tips = $state.raw<Tips | null>(null)
  handed = $state.raw<Invited | null>(null)
  readonly #path: { patient: string }
  #drafts: Draft[] = []

  constructor(patient: string) {
    super()
    this.#path = { patient }
  }

  /** What is typed of this patient and not sent yet. */
  draft(field: string): Draft {
    const draft = draftInTab(`${this.#path.patient}.${field}`)
    this.#drafts.push(draft)
    return draft
  }

  load = (): Promise<void> =>
    this.#do(async () => this.#take(await ask(api.GET('/patients/{patient}/page', { params: { path: this.#path } }))))

  /** Asks on and on whether the page may stand open; returns what ends it. */
  stay = (): (() => void) =>
    this.stand(
      () => ask(api.GET('/patients/{patient}/standing', { params: { path: this.#path } })),
      () => void this.load(),
    )

  loadTips(): Promise<void> {
    return this.#do(async () => {
      this.tips = await ask(api.GET('/patients/{patient}/tips', { params: { path: this.#path } }))
    })
  }

  review = (): Promise<void> =>
    this.#do(async () =>
      this.#take({ review: await ask(api.POST('/patients/{patient}/review', { params: { path: this.#path } })) }),
    )

  undoReview = (): Promise<void> =>
    this.#do(async () =>
      this.#take({ review: await ask(api.DELETE('/patients/{patient}/review', { params: { path: this.#path } })) }),
    )

  /** The new note's id; null when it was not taken. */
  async write(text: string, shared: boolean): Promise<string | null> {
    let id: string | null = null
    await this.#do(async () => {
      const note = await ask(
        api.POST('/patients/{patient}/notes', { params: { path: this.#path }, body: { text, shared } }),
      )
      id = note.id
      this.#take({ notes: [note, ...(this.page?.notes ?? [])] })
    })
    return id
  }

  async rewrite(id: string, change: { text?: string; shared?: boolean }): Promise<boolean> {
    await this.#do(async () => {
      const note = await ask(
        api.PATCH('/patients/{patient}/notes/{note}', { params: { path: { ...this.#path, note: id } }, body: change }),
      )
      this.#take({ notes: this.page?.notes?.map((one) => (one.id === id ? note : one)) ?? null })
    })
    return !this.problem
  }

  remove(id: string): Promise<void> {
    return this.#do(async () => {
      await ask(api.DELETE('/patients/{patient}/notes/{note}', { params: { path: { ...this.#path, note: id } } }))
      this.#take({ notes: this.page?.notes?.filter((one) => one.id !== id) ?? null })
    })
  }

  /** Makes one's own tags of this patient exactly these. */
  tag(tags: string[]): Promise<void> {
    return this.#do(async () =>
      this.#take({
        tags: (await ask(api.PUT('/patients/{patient}/tags', { params: { path: this.#path }, body: { tags } })))
          .results,
      }),
    )
  }

  /** A code for a colleague: nothing changes until they accept it and the patient confirms. */
  handOver(email: string): Promise<void> {
    return this.#do(async () => {
      const params = { path: { consent: this.#consent } }
      this.handed = await this.#once.make((headers) =>
        ask(api.POST('/consents/{consent}/handover', { params, body: email ? { email } : {}, headers })),
      )
    })
  }

  /** Ends one's own access; the page closes with it. */
  async end(): Promise<boolean> {
    await this.#do(() => ask(api.DELETE('/consents/{consent}', { params: { path: { consent: this.#consent } } })))
    if (!this.problem) this.forget()
    return !this.problem
  }

  /** Makes one's own plan exactly this. */
  async ask(items: Wanted[]): Promise<boolean> {
    await this.#do(async () =>
      this.#take({
        plan: await ask(api.PUT('/patients/{patient}/plan', { params: { path: this.#path }, body: { items } })),
      }),
    )
    return !this.problem
  }

  protected override forget(): void {
    super.forget()
    // Emptied first: a field that goes with the page keeps nothing more.
    for (const draft of this.#drafts) draft.clear()
    inTab.forget(diary.account, `${this.#path.patient}.`)
    this.page = this.tips = this.handed = null
  }

  get #consent(): string {
    return this.page?.consent ?? ''
  }

  #take(change: Partial<PatientPage>): void {
    this.page = { ...this.page, ...change } as PatientPage
  }

  async #do(work: () => Promise<unknown>): Promise<void> {
    await this.attempt(work)
    if (this.shut) this.forget()
  }
}
