interface Moment {
  /** When the person wants to be reminded, "21:30"; nothing means never. */
  at: string | null | undefined
  /** The clock on the wall, and when a new night begins. */
  now: string
  turnsAt: string
  logged: boolean
}

/** Whether the app itself says that tonight is not logged yet, for devices that cannot be reminded from outside. */
export function nudgeDue({ at, now, turnsAt, logged }: Moment): boolean {
  if (!at || logged) return false
  const sinceTurn = (clock: string) => (minutes(clock) - minutes(turnsAt) + 24 * 60) % (24 * 60)
  return sinceTurn(now) >= sinceTurn(at)
}

function minutes(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number) as [number, number]
  return 60 * hour + minute
}
