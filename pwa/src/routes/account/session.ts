import { api, ask } from '../../api/client'
import type { Step } from '../../api/auth'
import type { Me } from '../../api/types'
import { words } from '../../i18n/i18n.svelte'
import { router } from '../../router.svelte'
import { diary } from '../../store/diary.svelte'
import * as inTab from '../../store/inTab'
import { GUEST } from '../../store/types'
import { sync } from '../../sync/sync.svelte'
import * as account from '../../store/account'
import { role } from '../desk/role.svelte'
import * as aside from '../../store/aside'
import * as meta from '../../store/meta'
import { OWN, place, type Own } from '../../warnings/place.svelte'

const next: Record<Exclude<Step, 'done'>, string> = {
  verify: '/verify',
  login_code: '/verify?login',
  second_factor: '/verify?second',
  second_passkey: '/verify?second&passkey',
  sign_in: '/sign-in',
}

/** Where to go after one step of signing in. */
export async function follow(step: Step): Promise<void> {
  if (step === 'done') await welcomeBack()
  else router.go(next[step])
}

/** Signed in: the diary becomes the account's, the queue goes again, and the phone keeps the account's habits. */
async function welcomeBack(): Promise<void> {
  const said = await ask(api.GET('/me', {}))
  await dropIfChosen(said.id)
  const me = await account.withWaiting(said)
  await openDiaryOf(me)
  await account.keep({ timezone: diary.settings.zone, language: words.language, ...whereYouAre(me) })
  if (me.agreement_due) {
    // A text that was never agreed to, or not in this wording, comes before everything else; the queue waits here.
    if (me.agreement && !me.erase_on) sync.resume()
    router.go('/agree', { replace: true })
    return
  }
  sync.resume()
  // The desk asks for this every half hour, a diary hardly ever.
  router.go(me.roles.includes('therapist') ? '/desk' : '/tonight', { replace: true })
}

/** What the phone knows of the country and the account does not: a guess is better than none, and is confirmed once. */
function whereYouAre(me: Me): Partial<Me> {
  return {
    ...(!me.country && place.country && place.country !== 'OTHER' ? { country: place.country } : {}),
    ...(!me.emergency_number && place.own.emergency ? { emergency_number: place.own.emergency } : {}),
  }
}

/** On the signed-out screen it was chosen that what had not been sent goes; now it is known that it is theirs. */
async function dropIfChosen(account: string): Promise<void> {
  // As it is kept: it may have been chosen in another tab.
  const ended = await meta.read<meta.Ended>('', meta.ENDED).catch(() => undefined)
  if (!ended?.drop || ended.account !== account) return
  await aside.discard(account)
  diary.ended = null
}

async function openDiaryOf(me: Me): Promise<void> {
  const before = diary.account
  await diary.signedIn(me.id, me.email)
  if (before !== GUEST && before !== me.id) {
    place.forget()
    inTab.forget()
  }
  await diary.keepSettings({
    zone: diary.settings.zone,
    turnsAt: me.night_turns_at.slice(0, 5),
    owner: ownerOf(me),
    reminderAt: me.reminder_at ?? null,
  })
  place.take(me.country, me.emergency_number)
  const numbers = await meta.read<Record<Own, string>>(me.id, aside.NUMBERS).catch(() => undefined)
  for (const own of OWN) if (numbers?.[own] && !place.own[own]) place.keep(own, numbers[own])
  void role.refresh()
}

/**
 * A browser short of space may empty what the phone kept and leave the sign-in. Then an empty diary of nobody is
 * someone's: it is fetched again, and the screen says that what was not sent is lost.
 */
export async function recognise(): Promise<void> {
  const me = await ask(api.GET('/me', {})).catch(() => null)
  if (!me || diary.account !== GUEST || (diary.ended && diary.ended.account !== me.id)) return
  diary.emptied = !diary.ended
  await dropIfChosen(me.id)
  await openDiaryOf(me)
  sync.resume()
}

/** Whose diary this is, as the head of every screen says it. */
export const ownerOf = (me: Pick<Me, 'name' | 'email'>): string => me.name || me.email

export async function rememberOwner(): Promise<void> {
  const me = await account.withWaiting(await ask(api.GET('/me', {})))
  await diary.signedIn(me.id, me.email)
  await diary.keepSettings({ owner: ownerOf(me) })
}
