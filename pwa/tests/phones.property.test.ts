import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../src/api/problem'
import { exchange } from '../src/sync/exchange'
import type { SyncQuestion } from '../src/api/types'
import { emptyPhone, save, Server, shown, sync, useAccount } from './phone'

// `make test` says which tests it leaves out; here it leaves out most of the histories.
const SHORT = Boolean(process.env.LENGTH)
const device = fc.constantFrom('device-a', 'device-b', 'device-c')
const key = fc.constantFrom('2026-11-21/hot', '2026-11-21/alcohol')
const minute = fc.integer({ min: 0, max: 59 })
const step = fc.oneof(
  fc.record({ what: fc.constant('edit' as const), device, key, minute, value: fc.boolean() }),
  fc.record({ what: fc.constant('delete' as const), device, key, minute }),
  fc.record({ what: fc.constant('sync' as const), device }),
  fc.record({ what: fc.constant('lost' as const), device }),
)

/** Phones share one test database; their account names keep their stores apart, as separate phones would be. */
async function play(
  steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
  server: Server,
): Promise<void> {
  for (const one of steps) {
    if (one.what === 'sync') await sync(server, { account: one.device, device: one.device })
    else if (one.what === 'lost') await exchangeLost(server, one.device)
    else {
      const now = () => new Date(Date.UTC(2026, 10, 21, 23, one.minute))
      const data = one.what === 'edit' ? { value: one.value } : null
      const op = one.what === 'edit' ? 'put' : 'delete'
      await save({ key: one.key, op, data }, now, one.device, one.device)
    }
  }
}

async function exchangeLost(server: Server, name: string): Promise<void> {
  const post = async (question: SyncQuestion) => {
    server.answer(structuredClone(question))
    throw new Problem(0, 'offline')
  }
  await useAccount(name)
  await exchange({ account: name, device: name, now: () => new Date(), post }).catch(() => undefined)
}

describe('several phones of one person', () => {
  it('show the same diary as the server once all have synced, whatever happened before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        await emptyPhone()
        const server = new Server()
        await play(steps, server)

        const names = ['device-a', 'device-b', 'device-c']
        for (const name of [...names, ...names]) await sync(server, { account: name, device: name })

        const held = Object.fromEntries(
          [...server.units.values()]
            .filter(({ op }) => op === 'put')
            .map(({ kind, key: id, data }) => [`${kind} ${id}`, data]),
        )
        for (const name of names) expect(await shown(name, name)).toEqual(held)
      }),
      { numRuns: SHORT ? 24 : 120 },
    )
  }, 60_000)
})
