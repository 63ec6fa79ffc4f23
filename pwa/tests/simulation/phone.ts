/** The phone's own modules, unchanged, without screens: what each tap of a screen calls, and what a screen reads. */
import { openDB } from 'idb'
import { signIn } from '../../src/api/auth'
import { setCheck, setDay, setNote, putEpisode, removeEpisode } from '../../src/night/edits'
import { follow } from '../../src/routes/account/session'
import { wipePhone } from '../../src/routes/settings/wipePhone'
import { getAll } from '../../src/store/db'
import { diary } from '../../src/store/diary.svelte'
import { lockWhenAway } from '../../src/store/away'
import type { Edit } from '../../src/store/outbox'
import * as outbox from '../../src/store/outbox'
import * as passcode from '../../src/store/passcode'
import type { Change } from '../../src/store/types'
import { steps } from '../../src/store/upgrade'
import { endSession } from '../../src/sync/session'
import { sync } from '../../src/sync/sync.svelte'
import { warnings } from '../../src/warnings/warnings.svelte'

/** As `start` and `settle` of the app, without a screen. */
export async function start(): Promise<void> {
  await diary.open(3)
  await diary.whole().catch(() => undefined)
  warnings.start()
  sync.start()
  if (diary.passcode) lockWhenAway()
}

export interface Tap {
  do: string
  date?: string
  id?: string
  text?: string
  value?: boolean | null
  email?: string
  password?: string
  code?: string
  outcome?: 'seen_cleared' | 'mistap' | 'still_so'
}

const taps: Record<string, (tap: Tap) => Promise<unknown>> = {
  note: ({ date, text }) => save([setNote(diary.night(date!), text!, diary.settings.zone)]),
  episode: ({ date, id, text }) =>
    save([putEpisode(date!, { ...(episode(date!, id!) ?? { id: id! }), note: text! } as never)]),
  remove: ({ date, id }) => save([removeEpisode(date!, id!)]),
  event: ({ date, id, text }) =>
    save([{ kind: 'event', key: id!, date: '', op: 'put', data: { on: date!, kind: 'other', text: text! } }]),
  day: ({ date, id, value }) => save([setDay(date!, id!, value ?? null)]),
  check: ({ date, id, value }) => save([setCheck(date!, id!, value ?? null)]),
  undo: () => diary.undo(),
  async answer({ outcome }) {
    const flag = warnings.all[0]
    if (flag) await warnings.answer(flag, outcome!)
    return flag?.key
  },
  async takeBack() {
    const flag = warnings.recent[0]
    if (flag) await warnings.takeBack(flag.key!)
    return flag?.key
  },
  signIn: async ({ email, password }) => follow(await signIn(email!, password!)),
  async signOut() {
    await wipePhone({ signingOut: true })
    void endSession().catch(() => undefined)
  },
  setPasscode: async ({ code }) => {
    await passcode.set(code!)
    diary.passcode = true
    await warnings.tellBeforePasscode()
    lockWhenAway()
  },
  async enterPasscode({ code }) {
    await passcode.enter(code!)
    await diary.unlocked()
    warnings.start()
    sync.resume()
  },
  takePasscodeAway: async ({ code }) => {
    await passcode.takeAway(code!)
    diary.passcode = false
  },
  retry: async () => {
    for (const { id } of diary.refused) await outbox.retry(id)
    await diary.changed()
    sync.resume()
  },
  wake: async () => sync.now(),
}

export const tap = (what: Tap): Promise<unknown> => taps[what.do]!(what)

/** True once the disk has it. */
const save = (edits: Edit[]): Promise<boolean> => diary.save(edits)

const episode = (date: string, id: string) => diary.night(date).episodes?.find((one) => one.id === id)

/** What a screen would show. */
export function look() {
  const { account, locked, passcode: set, leaving, keepsNothing, trouble, signingOut } = diary
  return {
    account,
    locked,
    passcode: set,
    leaving,
    keepsNothing,
    trouble,
    signingOut,
    ended: diary.ended?.account ?? null,
    status: sync.status,
    nights: diary.nights,
    others: diary.others.map(({ kind, key, data }) => ({ kind, key, data })),
    unsent: diary.unsent.length,
    refused: diary.refused.map(({ kind, key, refused }) => ({ kind, key, refused })),
    standing: warnings.all.map(({ key }) => key),
    recent: warnings.recent.map(({ key }) => key),
  }
}

/** Every row of every account that the disk holds; opened with the passcode, where one is set. */
export async function rows(code: string | null) {
  if (code && (await passcode.isSet())) await passcode.enter(code)
  const whole = IDBKeyRange.lowerBound([])
  const [units, changes] = await Promise.all([getAll('units', 'by_date', whole), getAll('outbox', 'by_account', whole)])
  return { units, changes }
}

/** The disk as the release before the sealed rows left it, with one change that was not sent. */
export async function old(change: Change): Promise<void> {
  const before = 2
  const db = await openDB('stillnight', before, {
    upgrade: (opened, from) => steps.slice(from, before).forEach((step) => void step(opened, undefined as never)),
  })
  await db.put('outbox', change)
  db.close()
}
