/**
 * Screens whose messages come in a second file, right after the first screen; `scripts/size.js` holds the code to it.
 */
const screens = new Set([
  'about',
  'account',
  'agreement',
  'answers',
  'care',
  'check',
  'data',
  'desk',
  'devices',
  'ended',
  'events',
  'experiments',
  'factors',
  'fault',
  'few',
  'five',
  'history',
  'import',
  'install',
  'item',
  'learn',
  'legs',
  'links',
  'lock',
  'look',
  'mail',
  'month',
  'more',
  'morning',
  'next',
  'nights',
  'nopattern',
  'passkey',
  'patterns',
  'place',
  'quiet',
  'recovery',
  'refused',
  'reminders',
  'routine',
  'security',
  'settings',
  'sharing',
  'sleep',
  'stepper',
  'storage',
  'tips',
  'totp',
  'trash',
  'trends',
  'unsent',
  'week',
])
/** Said on Welcome all the same. */
const early = new Set(['account.sign_in', 'account.sign_up', 'settings.language'])

/** @param {string} key */
export function isDeferred(key) {
  return screens.has(key.split('.')[0] ?? '') && !early.has(key)
}
