import * as localPreference from '../lib/localPreference'
export type Choice = 'auto' | 'light' | 'dark' | 'night'
export type Theme = 'light' | 'dark' | 'night'

const KEY = 'stillnight.theme'
const colours: Record<Theme, string> = { light: '#faf5ee', dark: '#14100d', night: '#060302' }

/**
 * Dark from nine in the evening to seven in the morning, whatever the day's taste. `public/first-paint.js` says the
 * same.
 */
export function themeAt(choice: Choice, hour: number, prefersLight: boolean): Theme {
  if (choice !== 'auto') return choice
  if (hour >= 21 || hour < 7) return 'dark'
  return prefersLight ? 'light' : 'dark'
}

class Look {
  choice = $state<Choice>('auto')
  large = $state(false)

  start(): void {
    this.choice = (localPreference.recall(KEY) as Choice | null) ?? 'auto'
    this.large = localPreference.recall(`${KEY}.large`) === 'yes'
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#paint())
    document.addEventListener('visibilitychange', () => this.#paint())
    this.#paint()
  }

  choose(choice: Choice): void {
    this.choice = choice
    localPreference.keep(KEY, choice)
    this.#paint()
  }

  enlarge(large: boolean): void {
    this.large = large
    localPreference.keep(`${KEY}.large`, large ? 'yes' : 'no')
    this.#paint()
  }

  #paint(): void {
    const light = matchMedia('(prefers-color-scheme: light)').matches
    const theme = themeAt(this.choice, new Date().getHours(), light)
    document.documentElement.dataset.theme = theme
    document.documentElement.classList.toggle('large', this.large)
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colours[theme])
  }
}

export const look = new Look()
