import { Problem } from '../../api/problem'

const EVERY_MS = 1500
/** Without an answer for this long a page is covered: nobody knows whether it may still be shown. */
const UNSURE_AFTER_MS = 15_000

interface Told {
  /** What opens the page is another than before. */
  changed: () => void
  /** It is open no more. */
  shut: (problem: Problem) => void
  /** Whether an answer has been missing for too long. */
  unsure: (unsure: boolean) => void
}

/** Asks every moment while the page is in sight whether it may still be shown. Returns what ends the asking. */
export function watch(ask: () => Promise<unknown>, told: Told): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false
  let last: string | null = null
  let answered = Date.now()

  const seen = () => document.visibilityState === 'visible'

  async function turn(): Promise<void> {
    clearTimeout(timer)
    if (over || !seen()) return
    try {
      const answer = JSON.stringify(await ask())
      if (over) return
      answered = Date.now()
      told.unsure(false)
      if (last !== null && last !== answer) told.changed()
      last = answer
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, 'unexpected')
      if ([401, 403, 404].includes(problem.status)) return stop(() => told.shut(problem))
      if (Date.now() - answered > UNSURE_AFTER_MS) told.unsure(true)
    }
    if (!over) timer = setTimeout(turn, EVERY_MS)
  }

  /** Nobody asked while the page was out of sight: it is shown again only once somebody has. */
  function back(): void {
    if (!seen()) return
    if (Date.now() - answered > UNSURE_AFTER_MS) told.unsure(true)
    void turn()
  }

  function stop(then: () => void = () => undefined): void {
    over = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', back)
    then()
  }

  document.addEventListener('visibilitychange', back)
  void turn()
  return () => stop()
}
