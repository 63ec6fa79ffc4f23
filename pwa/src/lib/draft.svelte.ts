import { diary } from '../store/diary.svelte'
import * as inTab from '../store/inTab'
import * as meta from '../store/meta'

interface Keeper {
  read: () => Promise<string | undefined>
  write: (text: string) => Promise<void>
}

/** Words of a form that is not sent yet: kept with every pause by `KeptText`, there again after a reload. */
export class Draft {
  text = $state('')
  readonly #keeper: Keeper
  #touched = false

  constructor(keeper: Keeper) {
    this.#keeper = keeper
    void keeper
      .read()
      .catch(() => '')
      .then((kept) => {
        if (kept && !this.#touched) this.text = kept
      })
  }

  readonly type = (text: string): void => {
    this.#touched = true
    this.text = text
  }

  /** Words sent meanwhile are not kept; without room for them they stand here as long as the screen does. */
  readonly keep = async (text: string): Promise<void> => {
    if (text === this.text) await this.#keeper.write(text).catch(() => undefined)
  }

  /** The words were sent: the field is empty again. */
  clear(): void {
    this.type('')
    void this.keep('')
  }
}

/** Kept with the diary on this phone, also when its app is killed. */
export function draftOnPhone(name: string): Draft {
  const { account } = diary
  const key = meta.DRAFT + name
  const write = (text: string) => (text ? meta.change<string>(account, key, () => text) : meta.clear(account, key))
  return new Draft({ read: () => meta.read<string>(account, key), write })
}

/** Kept as long as this tab and its sign-in: what concerns a patient does not stay on a therapist's device. */
export function draftInTab(name: string): Draft {
  const { account } = diary
  // What is still in a field as its account leaves, or as the screen goes after it, is not written again.
  const write = async (text: string) =>
    inTab.write(account, name, account === diary.account && !diary.leaving ? text : '')
  return new Draft({ read: async () => inTab.read(account, name), write })
}
