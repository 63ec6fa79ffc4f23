import { api, ask } from './client'

/** What can be taken along, and how each file ends. */
export const formats = { everything: 'zip', pdf: 'pdf', csv: 'tables.zip', json: 'json', fhir: 'fhir.json' } as const
export type Format = keyof typeof formats

export function addressOf(format: Format): string {
  return format === 'everything' ? '/api/v1/me/export' : `/api/v1/patients/me/export?format=${format}`
}

/** The same as a file on this phone, to be handed on. */
export async function exported(format: Format, today: string): Promise<File> {
  const asked =
    format === 'everything'
      ? api.GET('/me/export', { parseAs: 'blob' })
      : api.GET('/patients/me/export', { params: { query: { format } }, parseAs: 'blob' })
  const content = await ask<Blob>(asked)
  return new File([content], `stillnight-${today}.${formats[format]}`, { type: content.type })
}
