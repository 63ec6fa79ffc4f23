/** Small texts that live as long as their tab and its sign-in. A browser that refuses storage keeps none. */

const OURS = 'stillnight.draft.'

export const read = (account: string, name: string): string => sessionStorage.getItem(`${OURS}${account}.${name}`) ?? ''

export function write(account: string, name: string, text: string): void {
  const key = `${OURS}${account}.${name}`
  if (text) sessionStorage.setItem(key, text)
  else sessionStorage.removeItem(key)
}

/** Whoever signs out leaves none of their words behind; of one account, those whose names begin so. */
export function forget(account = '', name = ''): void {
  const start = `${OURS}${account && `${account}.${name}`}`
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(start)) sessionStorage.removeItem(key)
  } catch {
    // Refused: there is nothing to forget.
  }
}
