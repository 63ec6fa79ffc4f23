import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const files = [...globSync('src/**/*.svelte'), 'src/app.css', 'public/first-paint.css']
const physical = new RegExp(
  String.raw`(?:^|[;{\s])((?:margin|padding|border|inset)-(?:left|right)(?:-\w+)?|left|right|` +
    String.raw`(?:text-align|float|clear):\s*(?:left|right))(?=\s*[:;}])`,
)

function styles(file: string): string {
  const text = readFileSync(file, 'utf8')
  return file.endsWith('.css') ? text : (/<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? '')
}

test('there are styles to read', () => {
  expect(files.filter((file) => styles(file)).length).toBeGreaterThan(20)
})

test.each(files)('%s names no side of the screen, so that it can be mirrored', (file) => {
  expect(physical.exec(styles(file))?.[1]).toBeUndefined()
})
