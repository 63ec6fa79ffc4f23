/**
 * Calendar dates of nights, as `YYYY-MM-DD` in the zone of the phone. A date is never made from an instant in UTC:
 * west of Greenwich that would be another day.
 */
const DAY = 86_400_000

export interface Clock {
  now: Date
  zone: string
  /** Local time, `HH:MM`, before which it is still last night. */
  turnsAt: string
}

/** The date whose evening began the night that `now` belongs to. */
export function nightOf({ now, zone, turnsAt }: Clock): string {
  const { date, time } = localParts(now, zone)
  return time < turnsAt ? addDays(date, -1) : date
}

export function localParts(instant: Date, zone: string): { date: string; time: string } {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  )
  return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` }
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string): Intl.DateTimeFormat {
  let made = formatters.get(zone)
  if (!made) {
    made = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formatters.set(zone, made)
  }
  return made
}

/** Whole days of the calendar; clocks that change do not matter here. */
export function addDays(date: string, days: number): string {
  return new Date(asUtc(date) + days * DAY).toISOString().slice(0, 10)
}

export function daysBetween(from: string, to: string): number {
  return Math.round((asUtc(to) - asUtc(from)) / DAY)
}

/** The ISO weekday of a calendar date: 1 is Monday, 7 is Sunday. */
export function isoWeekday(date: string): number {
  return new Date(asUtc(date)).getUTCDay() || 7
}

/** Midnight UTC of a calendar date: only ever to be formatted with `timeZone: 'UTC'`. */
export function asUtc(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

/** Minutes that the zone's clock is ahead of UTC at that instant. */
function offsetMinutes(instant: number, zone: string): number {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(new Date(instant))
      .map((p) => [p.type, p.value]),
  )
  const { year, month, day, hour, minute, second } = parts
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Math.round((local - Math.floor(instant / 1000) * 1000) / 60_000)
}

/** An instant as ISO 8601 with the offset of its zone. */
export function withOffset(instant: Date, zone: string): string {
  const offset = offsetMinutes(instant.getTime(), zone)
  const sign = offset < 0 ? '-' : '+'
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, 19)
  return `${local}${sign}${pad(hours)}:${pad(minutes)}`
}

/**
 * The instant of a time on the clock, `HH:MM`, in the night of `date`: times from `turnsAt` on are of that
 * evening, earlier ones of the morning after. In the hour a clock repeats, the first; in one it skips, the moment
 * after.
 */
export function instantOf(time: string, date: string, { zone, turnsAt }: Omit<Clock, 'now'>): string {
  const day = time < turnsAt ? addDays(date, 1) : date
  return withOffset(new Date(fromLocal(`${day}T${time}:00Z`, zone)), zone)
}

function fromLocal(localAsUtc: string, zone: string): number {
  const wanted = Date.parse(localAsUtc)
  const [before, after] = [wanted - DAY, wanted + DAY].map((at) => offsetMinutes(at, zone)) as [number, number]
  const candidates = [wanted - before * 60_000, wanted - after * 60_000].sort((a, b) => a - b)
  const exact = candidates.find((at) => at + offsetMinutes(at, zone) * 60_000 === wanted)
  return exact ?? candidates[1]!
}

/** `HH:MM` on the clock of the zone; '' for no instant. */
export function clockTime(instant: string | null | undefined, zone: string): string {
  return instant ? localParts(new Date(instant), zone).time : ''
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}

/** The Monday of a date's week. */
export function mondayOf(date: string): string {
  return addDays(date, -((new Date(asUtc(date)).getUTCDay() + 6) % 7))
}
