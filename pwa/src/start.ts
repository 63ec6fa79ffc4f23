import { hasToken } from './api/client'
import { certainly } from './lib/certainly'
import { ignoreSecondTaps } from './lib/secondTap'
import * as localPreference from './lib/localPreference'
import { diary } from './store/diary.svelte'
import { GUEST } from './store/types'
import { preferred, words, type Language } from './i18n/i18n.svelte'
import { look } from './theme/theme.svelte'
import { role } from './routes/desk/role.svelte'
import { pageFor } from './routes'
import { router } from './router.svelte'
import { sync } from './sync/sync.svelte'
import { install } from './install.svelte'
import { startUpdates } from './update.svelte'

/** Nights that are read before the first screen; older ones come right after it. */
const AT_ONCE_DAYS = 3

/** Everything that must be there before the first screen: the words and the diary on this phone. Never the network. */
export async function start(): Promise<void> {
  ignoreSecondTaps()
  look.start()
  router.start()
  const language = (localPreference.recall('stillnight.language') as Language | null) ?? preferred()
  // The screen's own code comes at the same time; it is waited for where it is shown.
  void pageFor(router.name)
    .load()
    .catch(() => undefined)
  await Promise.all([words.use(language), diary.open(AT_ONCE_DAYS).then(() => role.recall().catch(() => undefined))])
  // Told once, where the app is opened.
  if (diary.account === GUEST && diary.ended && !diary.ended.seen && ['', 'welcome', 'tonight'].includes(router.name))
    router.go('/signed-out', { replace: true })
}

/** What the first screen does not wait for: it would only make it come later. */
export function settle(): void {
  void words.whole().catch(() => undefined)
  install.start()
  // Warnings rest on all the nights, and hear what the server answers.
  void Promise.all([certainly(() => import('./warnings/warnings.svelte')), diary.whole().catch(() => undefined)]).then(
    ([{ warnings }]) => {
      warnings.start()
      sync.start()
    },
  )
  if (diary.passcode) void import('./store/away').then(({ lockWhenAway }) => lockWhenAway()).catch(() => undefined)
  startUpdates()
  void role.refresh()
  // Nobody's empty diary beside a cookie of signing in: see `recognise`.
  if (hasToken() && !diary.signingOut && !diary.locked && (diary.isNew || diary.ended))
    void import('./routes/account/session').then(({ recognise }) => recognise()).catch(() => undefined)
}
