import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { precacheList } from '../plugins/serviceWorker'

let folder: string
const write = (file: string, text = file) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}
const revisions = () => Object.fromEntries(precacheList(folder).map(({ url, revision }) => [url, revision]))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'precache-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('names what the app may ask for, not the worker, packed copies or the list of the build', () => {
  const asked = [
    'assets/index-a1.js',
    'assets/index-b2.css',
    'icon-192.png',
    'icon.svg',
    'index.html',
    'site.webmanifest',
  ]
  for (const file of [...asked, 'sw.js', 'index.html.br', 'icon.svg.gz', '.vite/manifest.json']) write(file)

  expect(Object.keys(revisions())).toEqual(asked)
})

it('a file whose name stays has another revision once its text is another, and no file beside it has', () => {
  for (const file of ['assets/index-a1.js', 'icon.svg', 'index.html']) write(file)
  const before = revisions()

  write('index.html', 'another')

  expect(revisions()).toEqual({ ...before, 'index.html': expect.not.stringMatching(String(before['index.html'])) })
  expect(before['index.html']).toMatch(/^[0-9a-f]{32}$/)
  expect(before['assets/index-a1.js']).toBeNull()
})
