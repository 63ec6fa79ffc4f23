const STOPS = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]'

/**
 * A button that goes with what it did, or can do no more, leaves the focus to what stands where it stood.
 * Gives back what ends the watching.
 */
export function keepFocus(within: HTMLElement): () => void {
  let last: HTMLElement | null = null
  let around: Element[] = []

  const remember = ({ target }: FocusEvent) => {
    const one = target as HTMLElement
    // Who touches the screen has no focus to lose, and no wish for a keyboard that slides up.
    last = one.matches(':focus-visible') ? one : null
    around = []
    for (let up = one.parentElement; up && up !== within.parentElement; up = up.parentElement) around.push(up)
  }
  const mend = () => {
    const held = document.activeElement
    if (!last || (held !== document.body && held !== last) || (last.isConnected && !last.matches(':disabled'))) return
    const near = around.find((one) => one.isConnected && one.querySelector(STOPS)) as HTMLElement | undefined
    last = null
    const next = near?.querySelector<HTMLElement>(STOPS) ?? within
    next.focus({ preventScroll: true })
  }

  const changes = new MutationObserver(mend)
  changes.observe(within, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
  within.addEventListener('focusin', remember)
  return () => {
    changes.disconnect()
    within.removeEventListener('focusin', remember)
  }
}
