import { diary } from './diary.svelte'

const AFTER_MS = 5 * 60_000
let watching = false

/** A phone that was put away asks for the passcode again: the page is loaded anew, and holds no key. */
export function lockWhenAway(): void {
  if (watching) return
  watching = true
  let since = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer)
    if (document.visibilityState === 'hidden') {
      since = Date.now()
      timer = setTimeout(() => void lock(), AFTER_MS)
    } else if (since && Date.now() - since >= AFTER_MS) void lock()
  })
}

/** Not while something is not on the disk: it would be lost. */
async function lock(): Promise<void> {
  if (!diary.passcode || diary.locked || !(await diary.save([], { undoable: false, told: true }))) return
  diary.leaving = true
  diary.locked = true
  location.reload()
}
