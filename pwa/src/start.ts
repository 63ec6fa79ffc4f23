import { hasToken } from './api/client'
import { ignoreSecondTaps } from './lib/secondTap'
import * as taste from './lib/taste'
import { diary } from './store/diary.svelte'
import { GUEST } from './store/types'
import { preferred, words, type Language } from './i18n/i18n.svelte'
import { look } from './theme/theme.svelte'
import { role } from './routes/desk/role.svelte'
import { pageFor } from './routes'
import { router } from './router.svelte'
import { sync } from './sync/sync.svelte'
import { warnings } from './warnings/warnings.svelte'
import { install } from './install.svelte'
import { startUpdates } from './update.svelte'

/** Everything that must be there before the first screen: the words and the diary on this phone. Never the network. */
export async function start(): Promise<void> {
  ignoreSecondTaps()
  look.start()
  router.start()
  const language = (taste.recall('stillnight.language') as Language | null) ?? preferred()
  // The screen's own code comes at the same time; it is waited for where it is shown.
  void pageFor(router.name).load().catch(() => undefined)
  await Promise.all([words.use(language), diary.open().then(() => role.recall().catch(() => undefined))])
  // Told once, where the app is opened.
  if (diary.account === GUEST && diary.ended && !diary.ended.seen && ['', 'welcome', 'tonight'].includes(router.name)) router.go('/signed-out', { replace: true })
}

/** What the first screen does not wait for: it would only make it come later. */
export function settle(): void {
  void words.whole().catch(() => undefined)
  install.start()
  warnings.start()
  sync.start()
  startUpdates()
  void role.refresh()
  // Nobody's empty diary beside a cookie of signing in: see `recognise`.
  if (hasToken() && !diary.signingOut && (diary.isNew || diary.ended)) void import('./routes/account/session').then(({ recognise }) => recognise()).catch(() => undefined)
}
