import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin, type ResolvedConfig } from 'vite'

const SHELL = '**/*.{js,css,html,svg,png,webmanifest}'
const WORKER = 'sw.js'

export interface PrecacheEntry {
  url: string
  /** Of the file's bytes; null where its name says them already. */
  revision: string | null
}

/** What the service worker fetches when it is installed: every file of the build that the app may ask for. */
export function precacheList(folder: string): PrecacheEntry[] {
  const files = globSync(SHELL, { cwd: folder }).map((file) => file.replaceAll('\\', '/'))
  return files
    .filter((file) => file !== WORKER)
    .sort()
    .map((url) => ({ url, revision: url.startsWith('assets/') ? null : hashOf(join(folder, url)) }))
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 32)
}

/** Builds `src/sw.ts` after the app, with the list of the app's files in place of `self.__WB_MANIFEST`. */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig
  return {
    name: 'stillnight-service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved
    },
    writeBundle: { order: 'post', sequential: true, handler: () => buildWorker(config) },
  }
}

async function buildWorker({ root, build: { outDir, target } }: ResolvedConfig): Promise<void> {
  const list = JSON.stringify(precacheList(join(root, outDir)))
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    define: { 'self.__WB_MANIFEST': list, 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      target,
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: { input: join(root, 'src', 'sw.ts'), output: { entryFileNames: WORKER } },
    },
  })
}
