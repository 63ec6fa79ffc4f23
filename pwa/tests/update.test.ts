import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** The browser's side: who controls the page, and when it says that a worker is registered. */
class Workers extends EventTarget {
  controller: object | null = null
  said: (registration: EventTarget) => void = () => undefined
  file: unknown
  register = (file: unknown) => {
    this.file = file
    return new Promise<EventTarget>((answer) => (this.said = answer))
  }

  controlledBy(worker: object): void {
    this.controller = worker
    this.dispatchEvent(new Event('controllerchange'))
  }
}

let workers: Workers
let reload: ReturnType<typeof vi.fn>

beforeEach(async () => {
  workers = new Workers()
  reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined) as never
  vi.stubEnv('DEV', false)
  vi.stubGlobal('navigator', { serviceWorker: workers })
  vi.resetModules()
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function started(): Promise<void> {
  const { startUpdates } = await import('../src/update.svelte')
  startUpdates()
  dispatchEvent(new Event('load'))
  await vi.waitFor(() => expect(workers.file).toBeDefined())
}

it('names the worker by a policy that gives no other file, by its text where there are no Trusted Types', async () => {
  await started()
  expect(workers.file).toBe('/sw.js')

  vi.resetModules()
  workers.file = undefined
  const createPolicy = (name: string, { createScriptURL }: { createScriptURL: (url: string) => string }) => ({
    createScriptURL: () => ({ name, url: createScriptURL('https://evil.example/sw.js') }),
  })
  vi.stubGlobal('trustedTypes', { createPolicy })
  await started()

  expect(workers.file).toEqual({ name: 'stillnight-worker', url: '/sw.js' })
})

it('the first worker of all reloads nothing, whenever it comes', async () => {
  await started()

  workers.controlledBy({})
  workers.said(new EventTarget())
  await new Promise((done) => setTimeout(done))

  expect(reload).not.toHaveBeenCalled()
})

it.each(['before', 'after'])(
  'a version taken is shown by one reload, when the first worker came %s the answer to the registration',
  async (when) => {
    await started()
    if (when === 'before') workers.controlledBy({})
    workers.said(new EventTarget())
    await new Promise((done) => setTimeout(done))
    if (when === 'after') workers.controlledBy({})

    workers.controlledBy({})

    expect(reload).toHaveBeenCalledOnce()
    workers.controlledBy({})
    expect(reload).toHaveBeenCalledOnce()
  },
)

it('a version taken is loaded in the end, also where the old worker goes on', async () => {
  vi.useFakeTimers()
  const { update } = await import('../src/update.svelte')

  update.accept()

  vi.advanceTimersByTime(9_000)
  expect(reload).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2_000)
  expect(reload).toHaveBeenCalledOnce()
  vi.useRealTimers()
})
