/** How long a second tap counts as the first: a trembling thumb's, or one that came before the screen answered. */
export const SAME_TAP_MS = 600
/** A thumb that taps twice lands this near, whatever has come to lie under it meanwhile. */
const NEAR_PX = 8
const CONTROLS = 'button, a[href], summary, [role="button"], input[type="checkbox"], input[type="radio"]'
/**
 * Controls made to be tapped again and again: steps of a time, of a night, of a month. They create and clear nothing.
 */
const REPEATS = '[data-repeats]'

interface Tap {
  control: Element
  at: number
  x: number
  y: number
  /** By finger or mouse; a key has no place. */
  placed: boolean
}

/**
 * Lets the first tap through and swallows a second of the same control, or in the same place. Gives its own end back.
 */
export function ignoreSecondTaps(within: Window = window): () => void {
  let last: Tap | null = null
  const onclick = (event: MouseEvent): void => {
    const control = event.target instanceof Element ? event.target.closest(CONTROLS) : null
    if (!control || control.matches(REPEATS)) return
    const tap = { control, at: event.timeStamp, x: event.clientX, y: event.clientY, placed: event.detail > 0 }
    if (last && isSecond(last, tap)) {
      event.preventDefault()
      event.stopImmediatePropagation()
    } else last = tap
  }
  within.addEventListener('click', onclick, { capture: true })
  return () => within.removeEventListener('click', onclick, { capture: true })
}

function isSecond(last: Tap, tap: Tap): boolean {
  if (tap.at - last.at >= SAME_TAP_MS) return false
  const near = last.placed && tap.placed && Math.hypot(tap.x - last.x, tap.y - last.y) <= NEAR_PX
  return tap.control === last.control || near
}
