import { cleanup, render } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setCheck, takeBackAnswers } from '../src/night/edits'
import type { Outcome } from '../src/safety/ledger'
import * as db from '../src/store/db'
import { diary } from '../src/store/diary.svelte'
import * as flags from '../src/store/flags'
import * as outbox from '../src/store/outbox'
import { GUEST } from '../src/store/types'
import Warnings from '../src/warnings/ui/Warnings.svelte'
import { warnings } from '../src/warnings/warnings.svelte'
import { emptyPhone, useAccount } from './phone'

const ALICE = 'alice'
let stop = () => undefined as void

beforeEach(async () => {
  await emptyPhone()
  await useAccount(GUEST)
  await diary.open()
  stop = warnings.start()
})

afterEach(async () => {
  stop()
  await db.close()
})

const tell = (value: boolean | null) => diary.save([setCheck(diary.tonight(), 'pe.breathless_new', value)])
const standing = () => warnings.all.map(({ rule, level }) => [rule, level])
const stands = (...rules: string[]) =>
  vi.waitFor(() => expect(warnings.all.map(({ rule }) => rule)).toEqual(rules), { timeout: 10_000 })
const sent = () => outbox.all(diary.account)
/** As if all that waits had been offered to a server that did not answer. */
const offered = () => outbox.offer(diary.account, 200)

describe('a warning on the phone', () => {
  it.each(['seen_cleared', 'seen_treated', 'mistap'] as const)(
    'is closed by %s and stands again when that is taken back, in every timing',
    async (outcome) => {
      for (const between of [async () => undefined, offered]) {
        await tell(true)
        await stands('RF01')

        await warnings.answer(warnings.all[0]!, outcome)
        await stands()
        await between()
        expect(warnings.recent.map(({ key, reply }) => [key, reply?.outcome])).toContainEqual(['RF01', outcome])
        await warnings.takeBack('RF01')

        await stands('RF01')
        expect(
          (await sent())
            .filter(({ kind }) => kind === 'seen')
            .map(({ op }) => op)
            .slice(-2),
        ).toEqual(['put', 'delete'])
        expect(diary.night(diary.tonight()).checks?.['pe.breathless_new']).toBe(true)
      }
    },
    30_000,
  )

  it('stands again by the Undo of the last touch, whether that has left or not', async () => {
    await tell(true)
    await stands('RF01')
    await warnings.answer(warnings.all[0]!, 'could_not_reach')
    await warnings.answer(warnings.all[0]!, 'seen_cleared')
    await stands()
    await offered()

    await diary.undo()

    await stands('RF01')
    expect(warnings.all[0]!.reply?.outcome).toBe('could_not_reach')
  })

  it('is gone by the Undo of the very answer, of which the server hears nothing', async () => {
    await tell(true)
    await stands('RF01')

    await diary.undo()

    await stands()
    expect((await sent()).filter(({ kind }) => kind === 'check').map(({ op }) => op)).toEqual(['delete'])
  })

  it('stands after the yes is made a no before it was sent, and the server hears of both', async () => {
    await tell(true)
    await stands('RF01')

    await tell(false)
    await diary.save([setCheck(diary.tonight(), 'pe.collapse', false)])

    expect(standing()).toEqual([['RF01', 'emergency']])
    expect((await sent()).filter(({ key }) => key.endsWith('breathless_new')).map(({ data }) => data)).toEqual([
      { value: true },
      { value: false },
    ])
  })

  it('is told anew by nobody who saves the same answer once more', async () => {
    await tell(true)
    await stands('RF01')
    const before = diary.given[diary.tonight()]

    await tell(true)

    expect(diary.given[diary.tonight()]).toEqual(before)
    expect(await sent()).toHaveLength(1)
  })

  it('goes with a guest into the account, with what was said and when', async () => {
    await tell(true)
    await diary.save([setCheck(diary.tonight(), 'cramp.gt10', true)])
    await stands('RF01', 'RF28')
    const told = warnings.all[0]!.answered_at
    await warnings.answer(warnings.all[1]!, 'seen_cleared')
    const said = (await sent()).filter(({ kind }) => kind === 'seen').map(({ edited_at }) => edited_at)

    await diary.signedIn(ALICE, 'alice@example.com')

    await stands('RF01')
    expect(warnings.all[0]!.answered_at).toBe(told)
    expect((await outbox.all(ALICE)).filter(({ kind }) => kind === 'seen').map(({ edited_at }) => edited_at)).toEqual(
      said,
    )
    expect((await flags.read(ALICE))?.tellings.map(({ rule }) => rule)).toContain('RF01')
    expect(await flags.read(GUEST)).toBeUndefined()
  })
})

describe('the end of a warning', () => {
  const said = () => document.querySelector('.ended')?.textContent ?? ''
  /** Longer than a warning must be away to have ended. */
  const settle = () => new Promise((done) => setTimeout(done, 600))
  let others = 0
  /** Another device has told the server of it. */
  const answeredElsewhere = (outcome: Outcome) => {
    const { rule, items = [] } = warnings.all[0]!
    const at = new Date(Date.now() + 1000 * ++others).toISOString()
    return warnings.take(
      {
        replies: [
          {
            id: `elsewhere-${at}`,
            rule,
            leg: '',
            outcome,
            at,
            level: 'emergency',
            items,
            answers: [],
            worst: null,
            places: [],
          },
        ],
      },
      ALICE,
    )
  }

  beforeEach(async () => {
    await useAccount(ALICE)
    await diary.open()
    render(Warnings)
    await tell(true)
    await stands('RF01')
  })
  afterEach(cleanup)

  it('that the person has answered here is not said besides', async () => {
    await warnings.answer(warnings.all[0]!, 'seen_cleared')
    await stands()
    await settle()

    expect(said()).toBe('')
  })

  it.each(['could_not_reach', 'not_yet', 'still_so', 'gone'] as const)(
    'that another device answered is said, also after "%s" here',
    async (outcome) => {
      await warnings.answer(warnings.all[0]!, outcome)
      await settle()

      await answeredElsewhere('seen_cleared')

      await vi.waitFor(() => expect(said()).toContain('The warning has ended'))
    },
  )

  it.each([
    ['its Undo', async () => diary.undo()],
    ['it was told again', async () => diary.save([setCheck(diary.tonight(), 'pe.collapse', true)])],
  ])('that was answered here once is said the next time, after %s', async (_, again) => {
    await warnings.answer(warnings.all[0]!, 'seen_cleared')
    await stands()
    await settle()
    await again()
    await stands('RF01')

    await answeredElsewhere('seen_cleared')

    await vi.waitFor(() => expect(said()).toContain('The warning has ended'))
  })
})

describe('a slip', () => {
  it('takes back those very answers and the same question of no other night', () => {
    const nights = {
      a: { date: 'a', checks: {} },
      '2026-11-20': { date: '2026-11-20', checks: { x: true } },
      '2026-11-21': { date: '2026-11-21', checks: { x: true, y: true } },
    }

    expect(takeBackAnswers(nights, ['2026-11-21/x'])).toEqual([setCheck('2026-11-21', 'x', null)])
  })
})
