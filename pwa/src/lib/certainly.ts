const AGAIN_MS = 2000

/** A part of the app that a person may depend on: what cannot be fetched now is asked for until it is here. */
export async function certainly<T>(fetch: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await fetch()
    } catch {
      await new Promise((again) => setTimeout(again, AGAIN_MS))
    }
  }
}
