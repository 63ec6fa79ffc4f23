import { importFile, type ImportReport, type ImportStep } from '../../api/upload'
import { sync } from '../../sync/sync.svelte'

/** One file on its way in: looked at first, taken only when the person has seen what would become of it. */
export class Importing {
  file = $state.raw<File | null>(null)
  step = $state.raw<ImportStep | null>(null)
  /** What would become of it. */
  preview = $state.raw<ImportReport | null>(null)
  /** What became of it. */
  report = $state.raw<ImportReport | null>(null)
  error = $state.raw<unknown>(null)
  busy = $state(false)
  #map: Record<string, string> | null = null

  async choose(file: File): Promise<void> {
    this.file = file
    this.preview = this.report = this.#map = null
    await this.#look()
  }

  /** Takes a column for another field, or for none; a field is never taken twice. */
  async take(column: string, field: string): Promise<void> {
    const before = Object.entries(this.#map ?? this.preview?.table?.fields ?? {})
    const rest = before.filter(([name, taken]) => name !== column && taken !== field)
    this.#map = Object.fromEntries(field ? [...rest, [column, field]] : rest)
    if (this.preview?.table) this.preview = { ...this.preview, table: { ...this.preview.table, fields: this.#map } }
    await this.#look()
  }

  async write(): Promise<void> {
    this.report = await this.#send(false)
    if (this.report) sync.now()
  }

  async #look(): Promise<void> {
    this.preview = (await this.#send(true)) ?? this.preview
  }

  async #send(preview: boolean): Promise<ImportReport | null> {
    if (!this.file) return null
    this.error = null
    this.busy = true
    try {
      return await importFile(this.file, { preview, map: this.#map, onstep: (step) => (this.step = step) })
    } catch (error) {
      this.error = error
      return null
    } finally {
      this.busy = false
      this.step = null
    }
  }
}
