import { certainly } from './certainly'

let drawn: Promise<void> | undefined

/**
 * Resolves when the screen that is mounted now has been drawn: what it does not need comes then, and does not make it
 * come later. A hidden page draws nothing, so there is nothing to wait for.
 */
export const firstFrame = (): Promise<void> =>
  (drawn ??= new Promise((resolve) => {
    if (document.hidden) resolve()
    else requestAnimationFrame(() => setTimeout(resolve))
  }))

/** A part that comes after the first screen, and is asked for until it is here. */
export const later = <T>(part: () => Promise<T>): Promise<T> => firstFrame().then(() => certainly(part))
