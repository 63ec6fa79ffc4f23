import type { Language } from '../i18n/i18n.svelte'
import type { RuleText } from '../safety/types'

/** What the rules say in one language. */
export interface RuleTexts {
  language: Language
  of: Record<string, RuleText>
}

const files: Record<Language, () => Promise<{ default: Record<string, RuleText> }>> = {
  en: () => import('../i18n/messages/en.json?rules'),
  de: () => import('../i18n/messages/de.json?rules'),
  es: () => import('../i18n/messages/es.json?rules'),
}

/** What the rules say in the reader's language: only that is fetched. */
export async function ruleTexts(language: Language): Promise<RuleTexts> {
  return { language, of: (await files[language]()).default }
}
