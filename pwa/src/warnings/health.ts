import type { Health } from '../night/types'
import type { ViewUnit } from '../store/view'

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
