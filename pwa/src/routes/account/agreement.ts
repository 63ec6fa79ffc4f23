import texts from '../../../../accounts/agreement/texts.yaml'
import raw from '../../../../journal/limits.yaml'
import type { Language } from '../../i18n/i18n.svelte'

interface Text {
  title: string
  points: string[]
  box: string
  withdrawing: string[]
}

const [current] = (texts as { versions: { version: string; text: Record<Language, Text> }[] }).versions
const { withdrawn_days } = (raw as { limits: Record<string, { value: number }> }).limits

/** The text in force, here on the phone: it can be read without a network. */
export const version = current!.version

export function textIn(language: Language): Text {
  const text = current!.text[language]
  return { ...text, withdrawing: text.withdrawing.map((line) => line.replace('{days}', String(withdrawn_days!.value))) }
}
