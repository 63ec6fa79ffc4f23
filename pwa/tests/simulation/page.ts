import * as idb from 'fake-indexeddb'
import type * as Bundle from './phone.ts'
import { subtle } from './crypto.ts'
import type { Disk } from './disk.ts'
import { headersOf, Request, Response } from './http.ts'

const ORIGIN = 'http://localhost'
interface Timer {
  id: number
  at: number
  run: () => void
  every: number | null
}
interface Asked {
  answer: (response: Response) => void
  fail: (error: Error) => void
}
export interface Reply {
  status: number
  headers: Record<string, string>
  body: string
}

/** The browser around one run of the app. */
export class Page {
  static readonly GLOBALS = [
    ...['globalThis', 'window', 'self', 'document', 'location', 'history', 'navigator', 'localStorage'],
    ...['sessionStorage', 'indexedDB', 'IDBKeyRange', 'IDBDatabase', 'IDBObjectStore', 'IDBIndex', 'IDBCursor'],
    ...['IDBTransaction', 'IDBRequest', 'fetch', 'Request', 'Response', 'AbortSignal', 'setTimeout', 'clearTimeout'],
    ...['setInterval', 'clearInterval', 'Date', 'Math', 'crypto', 'addEventListener', 'scrollTo', 'HTMLElement'],
    ...['BroadcastChannel', 'requestAnimationFrame', 'matchMedia', 'Element', 'Node'],
  ]

  alive = true
  reloading = false
  tasks: (() => void)[] = []
  said: unknown[] = []
  phone!: typeof Bundle
  cookies: string
  readonly #disk: Disk
  #now: number
  #timers: Timer[] = []
  #asked = new Map<number, Asked>()
  #ids = 0
  #locked = false

  constructor(disk: Disk, now: number, cookies: string) {
    this.#disk = disk
    this.#now = now
    this.cookies = cookies
  }

  say(what: unknown): void {
    this.said.push(what)
  }

  /** What has become of something begun, once it is known. */
  follow(name: string, work: Promise<unknown>): void {
    work.then(
      (value) => this.say({ name, value: value ?? null }),
      (error: unknown) => this.say({ name, failed: error instanceof Error ? error.constructor.name : 'other' }),
    )
  }

  /** The clock goes on. A timer that is overdue several times fires once, as on a phone that slept. */
  to(now: number): void {
    this.#now = now
    const due = this.#timers.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.id - b.id)
    this.#timers = this.#timers.filter((timer) => !due.includes(timer))
    for (const timer of due) {
      this.tasks.push(timer.run)
      if (timer.every !== null) this.#timers.push({ ...timer, at: now + timer.every })
    }
  }

  reply(net: number, reply: Reply | null): void {
    const asked = this.#asked.get(net)
    this.#asked.delete(net)
    if (reply) asked?.answer(new Response(reply.body, reply))
    else asked?.fail(new TypeError('Failed to fetch'))
  }

  #fetch = async (request: Request, { signal }: { signal?: { ms: number } } = {}): Promise<Response> => {
    const net = ++this.#ids
    const { method, path, body } = request
    this.say({ net, method, path, headers: headersOf(request), body })
    return new Promise<Response>((answer, fail) => {
      this.#asked.set(net, { answer, fail })
      if (signal)
        this.#after(signal.ms, () => {
          if (this.#asked.delete(net)) this.say({ gone: net })
          fail(new Error('TimeoutError'))
        })
    })
  }

  /** Of one page alone, and as the phone asks for it: never waited for. */
  #lock = async (_: string, __: object, work: (lock: object | null) => Promise<unknown>): Promise<unknown> => {
    if (this.#locked) return work(null)
    this.#locked = true
    return work({}).finally(() => (this.#locked = false))
  }

  #after(ms: number, run: () => void, every: number | null = null): number {
    const id = ++this.#ids
    this.#timers.push({ id, at: this.#now + Math.max(0, ms), run, every })
    return id
  }

  #clear = (id: number): void => {
    this.#timers = this.#timers.filter((timer) => timer.id !== id)
  }

  globals(): unknown[] {
    const now = () => this.#now
    class PhoneDate extends Date {
      constructor(...given: [number]) {
        super(...((given.length ? given : [now()]) as [number]))
      }
      static override now = now
    }
    const later = <T>(work: () => T) =>
      new Promise<T>((done, fail) =>
        this.tasks.push(() => {
          try {
            done(work())
          } catch (error) {
            fail(error as Error)
          }
        }),
      )
    const target = new EventTarget()
    const location = this.#location()
    const known: Record<string, unknown> = {
      ...idb,
      document: this.#document(),
      location,
      history: {
        pushState: (_: unknown, __: string, to: string) => void (location.pathname = new URL(to, ORIGIN).pathname),
        replaceState: (_: unknown, __: string, to: string) => void (location.pathname = new URL(to, ORIGIN).pathname),
      },
      navigator: {
        language: 'en-GB',
        languages: ['en-GB'],
        onLine: true,
        userAgent: '',
        locks: { request: this.#lock },
      },
      localStorage: storage(this.#disk.preferences),
      sessionStorage: storage(new Map()),
      indexedDB: this.#disk.database,
      fetch: this.#fetch,
      Request,
      Response,
      AbortSignal: { timeout: (ms: number) => ({ ms }) },
      setTimeout: (run: () => void, ms = 0) => this.#after(ms, run),
      clearTimeout: this.#clear,
      setInterval: (run: () => void, ms: number) => this.#after(ms, run, ms),
      clearInterval: this.#clear,
      Date: PhoneDate,
      Math: Object.create(Math, { random: { value: this.#disk.random } }),
      crypto: { getRandomValues: this.#disk.bytes, subtle: subtle(later) },
      addEventListener: target.addEventListener.bind(target),
      scrollTo: () => undefined,
      HTMLElement: class {},
      Element: class {},
      Node: class {},
      BroadcastChannel: undefined,
      requestAnimationFrame: (run: () => void) => this.#after(16, run),
      matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
    }
    const global: object = Object.create(globalThis) as object
    for (const name of ['globalThis', 'window', 'self']) known[name] = global
    for (const [name, value] of Object.entries(known)) Object.defineProperty(global, name, { value })
    return Page.GLOBALS.map((name) => known[name])
  }

  #document() {
    const document = Object.assign(new EventTarget(), {
      visibilityState: 'visible',
      hidden: false,
      documentElement: { lang: 'en', dir: 'ltr', dataset: {} },
      activeElement: null,
      getElementById: () => null,
    })
    return Object.defineProperty(document, 'cookie', { get: () => this.cookies })
  }

  #location() {
    const go = () => {
      this.reloading = true
      this.alive = false
    }
    return { origin: ORIGIN, protocol: 'http:', pathname: '/tonight', search: '', hash: '', reload: go, replace: go }
  }
}

function storage(held: Map<string, string>) {
  return {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  }
}
