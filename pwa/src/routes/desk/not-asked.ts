import type { Report } from '../../api/desk'

/** Every safety question that was never answered, once. */
export function notAsked({ not_asked }: Report): string[] {
  return [...new Set(not_asked?.rules.flatMap(({ items }) => items))]
}
