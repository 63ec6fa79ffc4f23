import { mount, unmount } from 'svelte'
import { Problem } from '../../api/problem'
import { words } from '../../i18n/i18n.svelte'
import ProveAgain from './ProveAgain.svelte'

/** How an account can show again that it is its owner: `mail` stands for a code by mail where there is no password. */
export type Way = 'password' | 'mail' | 'code' | 'passkey'

let answer: Promise<void> | null = null

/**
 * Puts the one question whether it is really they, over whatever screen is in view. Rejects when it is not answered.
 */
export function askProof(refused: Response): Promise<void> {
  // Two requests at once put one question.
  answer ??= asked(refused).finally(() => (answer = null))
  return answer
}

async function asked(refused: Response): Promise<void> {
  const { proofs: ways } = (await refused.json()) as { proofs: Way[] }
  await words.whole()
  let dialog: ReturnType<typeof mount> | undefined
  try {
    await new Promise<void>((ongiven, refuse) => {
      const oncancel = () => refuse(new Problem(0, 'cancelled'))
      dialog = mount(ProveAgain, { target: document.body, props: { ways, ongiven, oncancel } })
    })
  } finally {
    if (dialog) void unmount(dialog)
  }
}
