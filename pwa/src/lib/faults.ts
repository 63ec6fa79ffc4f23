import { Problem } from '../api/problem'
import { t } from '../i18n/i18n.svelte'
import type { MessageKey } from '../i18n/keys'

/** What a refusal is called on the screen, in the reader's language. The server's own words are for programs. */
export function faultWords(error: unknown): string[] {
  if (!(error instanceof Problem)) return [t('problem.unexpected')]
  if (error.code === 'cancelled') return []
  if (error.code === 'offline') return [t('problem.offline')]
  if (error.status === 429) return [t('problem.too_many')]
  const own = t(`fault.${error.code}` as MessageKey)
  if (own && error.faults.length <= 1) return [own]
  if (error.faults.length) return [...new Set(error.faults.map(({ code }) => codeWords(code)))]
  return [t(error.status >= 500 || error.status === 0 ? 'problem.unexpected' : 'fault.other')]
}

/** One fault by its code; what has no words of its own was not taken. */
export const codeWords = (code: string | undefined): string => ownWords(code) || t('fault.other')

/** The words of a fault in the reader's language, if it has any. */
export const ownWords = (code: string | undefined): string => t(`fault.${code}` as MessageKey)
