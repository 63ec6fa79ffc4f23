import type { Component } from 'svelte'
import { words } from './i18n/i18n.svelte'
import type { MessageKey } from './i18n/keys'
import Tonight from './routes/tonight/Tonight.svelte'

export interface Page {
  title: MessageKey
  load: () => Promise<{ default: Component }>
  /** Its words come with the first screen. */
  early?: boolean
  /** Without navigation: the screens before there is a diary. */
  bare?: boolean
  /** Uses the whole width of a laptop. */
  wide?: boolean
}

// Tonight comes with the shell: one file to fetch at 3 a.m. instead of a dozen. Every other screen comes when it is
// asked for.
const tonight: Page = { title: 'tonight.title', load: () => Promise.resolve({ default: Tonight }), early: true }

const pages: Record<string, Page> = {
  tonight,
  '': { title: 'welcome.title', load: () => import('./routes/welcome/Welcome.svelte'), bare: true, early: true },
  welcome: { title: 'welcome.title', load: () => import('./routes/welcome/Welcome.svelte'), bare: true, early: true },
  'sign-in': { title: 'account.sign_in', load: () => import('./routes/account/SignIn.svelte'), bare: true },
  'sign-up': { title: 'account.sign_up', load: () => import('./routes/account/SignUp.svelte'), bare: true },
  'signed-out': { title: 'ended.title', load: () => import('./routes/account/SignedOut.svelte'), bare: true },
  verify: { title: 'account.verify', load: () => import('./routes/account/Verify.svelte'), bare: true },
  agree: { title: 'agreement.title', load: () => import('./routes/agree/Agree.svelte') },
  reset: { title: 'account.reset', load: () => import('./routes/account/Reset.svelte'), bare: true },
  links: { title: 'links.title', load: () => import('./routes/links/Links.svelte') },
  morning: { title: 'morning.title', load: () => import('./routes/morning/Morning.svelte') },
  nights: { title: 'nights.title', load: () => import('./routes/nights/Nights.svelte') },
  night: { title: 'history.night', load: () => import('./routes/night/NightPage.svelte') },
  factors: { title: 'factors.title', load: () => import('./routes/factors/Factors.svelte') },
  events: { title: 'events.title', load: () => import('./routes/events/Events.svelte') },
  import: { title: 'import.title', load: () => import('./routes/import/ImportPage.svelte') },
  patterns: { title: 'patterns.title', load: () => import('./routes/patterns/Patterns.svelte') },
  safety: { title: 'safety.title', load: () => import('./routes/safety/Safety.svelte') },
  settings: { title: 'settings.title', load: () => import('./routes/settings/Settings.svelte') },
  security: { title: 'security.title', load: () => import('./routes/security/Security.svelte') },
  questions: { title: 'five.title', load: () => import('./routes/questions/Questions.svelte'), bare: true },
  'about-you': { title: 'about.title', load: () => import('./routes/about-you/AboutYou.svelte') },
  tips: { title: 'tips.title', load: () => import('./routes/tips/Tips.svelte') },
  experiments: { title: 'experiments.title', load: () => import('./routes/experiments/Experiments.svelte') },
  trends: { title: 'trends.title', load: () => import('./routes/trends/Trends.svelte') },
  sharing: { title: 'sharing.title', load: () => import('./routes/sharing/SharingPage.svelte') },
  join: { title: 'sharing.title', load: () => import('./routes/sharing/SharingPage.svelte') },
  'for-visit': { title: 'for_visit.title', load: () => import('./routes/for-visit/ForVisit.svelte') },
  visit: { title: 'visit.title', load: () => import('./routes/visit/VisitPage.svelte'), bare: true, wide: true },
  care: { title: 'care.title', load: () => import('./routes/care/CarePage.svelte') },
  learn: { title: 'learn.title', load: () => import('./routes/learn/Learn.svelte') },
  mail: { title: 'mail.screen', load: () => import('./routes/mail/Mail.svelte') },
  week: { title: 'week.title', load: () => import('./routes/week/Week.svelte') },
  desk: { title: 'desk.title', load: () => import('./routes/desk/Desk.svelte'), wide: true },
  more: { title: 'more.title', load: () => import('./routes/more/More.svelte') },
}

export function pageFor(name: string): Page {
  return pages[name] ?? tonight
}

/** A page's screen together with its words. */
export async function open(page: Page): Promise<{ default: Component }> {
  const [screen] = await Promise.all([page.load(), page.early || words.whole()])
  return screen
}
