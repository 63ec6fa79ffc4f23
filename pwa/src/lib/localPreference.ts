/** A person's preference on this phone: lost where a browser keeps nothing, never a reason not to open. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // Full or refused: it holds until the page is closed.
  }
}
