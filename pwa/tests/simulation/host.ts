/**
 * Phones that act only when told. Each command is a line of JSON on stdin, each answer one on stdout. A phone's
 * memory is one run of the bundle (phone.ts); its disk outlives it. The host owns clock, chance, timers, tasks and the
 * network of every phone, so that the same commands give the same answers.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Disk } from './disk.ts'
import { Page } from './page.ts'

interface Command {
  do: string
  phone: number
  now: number
  /** Tasks that the phone may run afterwards; the rest waits. */
  tasks?: number
  [more: string]: unknown
}

interface Phone {
  disk: Disk
  page: Page | null
}

process.on('unhandledRejection', (error) => current?.say({ error: String(error) }))
const boot = new Function(...Page.GLOBALS, `${readFileSync(process.argv[2]!, 'utf8')}\nreturn Phone`)
let phones: Phone[] = []
let current: Page | null = null
const afterMicrotasks = globalThis.setImmediate
// The fake disk plans its tasks by it: they belong to the page whose code runs.
globalThis.setImmediate = ((task: () => void) => current?.tasks.push(task)) as never

/** Runs tasks of a page, each with all that follows from it before the next. */
async function run(page: Page, most: number): Promise<void> {
  for (let count = 0; count < most && page.alive && page.tasks.length; count++) await within(page, page.tasks.shift()!)
}

async function within(page: Page, task: () => void): Promise<void> {
  current = page
  try {
    task()
  } catch (error) {
    page.say({ error: String(error) })
  }
  await new Promise((done) => afterMicrotasks(done))
  current = null
}

const commands: Record<string, (command: Command, phone: Phone) => unknown> = {
  async start({ now, cookies }, phone) {
    const page = (phone.page = new Page(phone.disk, now, cookies as string))
    await within(page, () => {
      page.phone = boot(...page.globals()) as Page['phone']
      page.follow('started', page.phone.start())
    })
  },
  crash(_, phone) {
    if (phone.page) phone.page.alive = false
    phone.page = null
    phone.disk.crash()
  },
  run: () => undefined,
  tap: ({ tap, name }, { page }) => within(page!, () => page!.follow(name as string, page!.phone.tap(tap as never))),
  reply: ({ net, reply, cookies }, { page }) =>
    within(page!, () => {
      page!.cookies = cookies as string
      page!.reply(net as number, reply as never)
    }),
  advance: () => undefined,
  async look(_, { page }) {
    let found: unknown = null
    await within(page!, () => (found = page!.phone.look()))
    return found
  },
  rows: ({ now, code }, { disk }) => aside(disk, now, (phone) => phone.rows(code as string | null)),
  old: ({ now, change }, { disk }) => aside(disk, now, (phone) => phone.old(change as never)),
}

/** Done by a second page, which is closed again. */
async function aside<T>(disk: Disk, now: number, work: (phone: Page['phone']) => Promise<T>): Promise<T | null> {
  const page = new Page(disk, now, '')
  let found: T | null = null
  await within(page, () => {
    page.phone = boot(...page.globals()) as Page['phone']
    void work(page.phone).then((value) => (found = value))
  })
  await run(page, Infinity)
  return found
}

async function answer(command: Command): Promise<unknown> {
  if (command.do === 'new') {
    phones = (command.seeds as number[]).map((seed) => ({ disk: new Disk(seed), page: null }))
    return {}
  }
  const phone = phones[command.phone]!
  if (phone.page) phone.page.to(command.now)
  const found = await commands[command.do]!(command, phone)
  const { page } = phone
  if (page) await run(page, command.tasks ?? Infinity)
  // A page that was loaded anew is gone, as after a crash; what it had written is there.
  if (page?.reloading) commands.crash!(command, phone)
  return {
    found,
    said: page?.said.splice(0) ?? [],
    tasks: page?.tasks.length ?? 0,
    reloading: page?.reloading ?? false,
  }
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Command))}\n`)
