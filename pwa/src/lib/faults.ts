import { Problem } from '../api/problem'
import { fromNow, t } from '../i18n/i18n.svelte'
import type { MessageKey } from '../i18n/keys'

/** What a refusal is called on the screen, in the reader's language. The server's own words are for programs. */
export function faultWords(error: unknown): string[] {
  if (!(error instanceof Problem)) return [t('problem.unexpected')]
  if (error.code === 'cancelled') return []
  if (error.code === 'offline') return [t('problem.offline')]
  if (error.status === 429)
    return [error.retryAfter ? t('problem.too_many_wait', { wait: fromNow(error.retryAfter) }) : t('problem.too_many')]
  const own = ownWords(error.code)
  if (own && error.faults.length <= 1) return [own]
  if (error.faults.length) return [...new Set(error.faults.map(({ code }) => codeWords(code)))]
  return [t(error.status >= 500 || error.status === 0 ? 'problem.unexpected' : 'fault.other')]
}

/** One fault by its code; what has no words of its own was not taken. */
export const codeWords = (code: string | undefined): string => ownWords(code) || t('fault.other')

/**
 * What is wrong with one field, and the language it is said in where that is not the reader's: better so than not at
 * all.
 */
export function faultLine({ code, detail }: { code?: string; detail?: string }): { text: string; lang?: 'en' } {
  const own = ownWords(code)
  return own || !detail ? { text: own || t('fault.other') } : { text: detail, lang: 'en' }
}

const ownWords = (code: string | undefined): string => t(`fault.${code}` as MessageKey)
