import { api, ask } from '../../api/client'
import type { Step } from '../../api/auth'
import { words } from '../../i18n/i18n.svelte'
import { router } from '../../router.svelte'
import { diary } from '../../store/diary.svelte'
import { sync } from '../../sync/sync.svelte'
import * as account from '../../store/account'
import { place } from '../../warnings/place.svelte'

/** Where to go after one step of signing in. */
export async function follow(step: Step): Promise<void> {
  if (step === 'done') await welcomeBack()
  else if (step === 'verify') router.go('/verify')
  else if (step === 'second_factor') router.go('/verify?second')
  else router.go('/sign-in')
}

/** Signed in: the diary becomes the account's, the queue goes again, and the phone keeps the account's habits. */
async function welcomeBack(): Promise<void> {
  const me = await ask(api.GET('/me', {}))
  await diary.signedIn(me.id)
  await diary.keepSettings({ zone: diary.settings.zone, turnsAt: me.night_turns_at.slice(0, 5), owner: me.name || me.email })
  place.take(me.country, me.emergency_number)
  await account.keep({ timezone: diary.settings.zone, language: words.language })
  sync.resume()
  // The desk asks for this every half hour, a diary hardly ever.
  router.go(me.roles.includes('therapist') ? '/desk' : '/tonight', { replace: true })
}
