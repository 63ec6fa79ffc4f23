import { Problem } from '../api/problem'
import { t } from '../i18n/i18n.svelte'
import type { MessageKey } from '../i18n/keys'

/** What a refusal is called on the screen: our words for the codes we know, the server's own for the rest. */
export function faultWords(error: unknown): string[] {
  if (!(error instanceof Problem)) return [t('problem.unexpected')]
  if (error.code === 'cancelled') return []
  if (error.code === 'offline') return [t('problem.offline')]
  if (error.status === 429) return [t('problem.too_many')]
  const own = t(`fault.${error.code}` as MessageKey)
  if (own && error.faults.length <= 1) return [own]
  const said = error.faults.map(({ code, detail }) => t(`fault.${code}` as MessageKey) || detail).filter((words) => words !== undefined)
  return said.length ? said : [t('problem.unexpected')]
}
