// Draws the PNG icons from public/icon.svg with a local Chromium: node scripts/icons.js [path of chromium]
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'

const chromium = process.argv[2] ?? '/usr/bin/chromium'
const folder = fileURLToPath(new URL('../public/', import.meta.url))
const svg = readFileSync(`${folder}icon.svg`, 'utf8')
const full = svg.replace('rx="112"', 'rx="0"')
const scratch = mkdtempSync(`${tmpdir()}/icons-`)

function draw(name, size, source, pad = 0) {
  const page = `${scratch}/${name}.html`
  const inner = size - 2 * pad
  const ground = `body{background:${pad ? '#1d1610' : 'transparent'}}`
  const drawing = `svg{display:block;width:${inner}px;height:${inner}px;margin:${pad}px}`
  writeFileSync(page, `<style>*{margin:0}${ground}${drawing}</style>${source}`)
  execFileSync(
    chromium,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      '--default-background-color=00000000',
      `--window-size=${size},${size}`,
      `--screenshot=${folder}${name}.png`,
      `file://${page}`,
    ],
    { stdio: 'ignore' },
  )
}

draw('icon-192', 192, svg)
draw('icon-512', 512, svg)
draw('icon-180', 180, full)
draw('icon-maskable-512', 512, full, 52)
