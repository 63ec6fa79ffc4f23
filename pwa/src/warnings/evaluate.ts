import type { Flag } from '../api/types'
import type { Health, Night } from '../night/types'
import type { ViewUnit } from '../store/view'

interface Look {
  nights: Night[]
  others: ViewUnit[]
  today: string
}

/** What the rules say about the diary on this phone. */
export async function flagsOf({ nights, others, today }: Look): Promise<Flag[]> {
  void nights
  void healthOf(others)
  void today
  return []
}

/** Health answers, kept one by one, as the record the rules read. */
export function healthOf(others: readonly ViewUnit[]): Health {
  const health: Health = { who: {}, dates: {} }
  for (const { kind, key, data } of others) {
    if (kind !== 'health') continue
    const value = (data as { value: never }).value
    const [head, ...rest] = key.split('.')
    if (head === 'who' || head === 'dates') health[head]![rest.join('.')] = value
    else Object.assign(health, { [key]: value })
  }
  return health
}
