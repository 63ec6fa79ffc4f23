import type { DiaryHealth } from '../safety/types'
import type { ViewUnit } from '../store/view'

/** Health answers, kept one by one, as the record the rules read, with the instant of each. */
export function healthOf(others: readonly ViewUnit[]): DiaryHealth {
  const given: Record<string, string> = {}
  const health: DiaryHealth = { who: {}, dates: {}, given }
  for (const { kind, key, data, edited_at } of others) {
    if (kind !== 'health') continue
    const value = (data as { value: never }).value
    const [head, ...rest] = key.split('.')
    if (edited_at !== undefined) given[key] = edited_at
    if (head === 'who' || head === 'dates') health[head]![rest.join('.')] = value
    else Object.assign(health, { [key]: value })
  }
  return health
}
