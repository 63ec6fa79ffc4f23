import { Problem } from '../../api/problem'
import { TooSoon, WrongPasscode } from '../../store/passcode'

/** What went wrong with a passcode, in the words that a form shows. */
export async function saying<T>(trying: Promise<T>): Promise<T> {
  try {
    return await trying
  } catch (error) {
    if (error instanceof TooSoon) throw new Problem(429, 'too_many_tries', [], error.wait)
    if (error instanceof WrongPasscode) throw new Problem(0, 'passcode_wrong')
    throw error
  }
}
