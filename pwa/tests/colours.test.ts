import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync('src/app.css', 'utf8')
const blocks = {
  dark: /:root \{([^}]*)\}/,
  night: /\[data-theme='night'\] \{([^}]*)\}/,
  light: /\[data-theme='light'\] \{([^}]*)\}/,
}
const base = tokens(blocks.dark)
const themes = Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, { ...base, ...tokens(block) }]))

const texts = ['--text', '--muted', '--accent', '--urgent', '--against']
const grounds = ['--bg', '--surface', '--raised']

function tokens(block: RegExp): Record<string, string> {
  return Object.fromEntries(
    [...block.exec(css)![1]!.matchAll(/(--[\w-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name!, colour!]),
  )
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
}

/** Relative luminance of WCAG 2.2. */
function luminance(rgb: number[]): number {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(channels(one)), luminance(channels(other))].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

describe.each(Object.entries(themes))('%s', (name, theme) => {
  test.each(texts.flatMap((text) => grounds.map((ground) => [text, ground])))(
    '%s on %s can be read',
    (text, ground) => {
      expect(contrast(theme[text]!, theme[ground]!)).toBeGreaterThanOrEqual(4.5)
    },
  )

  test.each([
    ['--on-accent', '--accent'],
    ['--urgent', '--urgent-bg'],
    ['--text', '--urgent-bg'],
    ['--accent', '--urgent-bg'],
  ])('%s on %s can be read', (text, ground) => {
    expect(contrast(theme[text]!, theme[ground]!)).toBeGreaterThanOrEqual(4.5)
  })

  test('the focus ring and the edge of a field stand out', () => {
    for (const ground of grounds) {
      expect(contrast(theme['--focus']!, theme[ground]!)).toBeGreaterThanOrEqual(3)
      expect(contrast(theme['--muted']!, theme[ground]!)).toBeGreaterThanOrEqual(3)
    }
  })

  test('strength is one ramp of lightness, step by step', () => {
    const [ground, full] = [channels(theme['--raised']!), channels(theme['--ramp-1']!)]
    const steps = Array.from({ length: 11 }, (_, step) => 0.25 + 0.75 * (step / 10))
    const ramp = steps.map((share) => luminance(full.map((c, n) => c * share + ground[n]! * (1 - share))))
    const direction = name === 'light' ? -1 : 1
    for (let step = 1; step < ramp.length; step++)
      expect(direction * (ramp[step]! - ramp[step - 1]!)).toBeGreaterThan(0)
  })
})

test('night gives far less light than dark does', () => {
  const light = (theme: Record<string, string>) => luminance(channels(theme['--text']!))
  expect(light(themes.night!)).toBeLessThan(light(themes.dark!) / 3)
})
