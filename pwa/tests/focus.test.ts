import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepFocus } from '../src/lib/focus'

describe('the focus', () => {
  let end = () => undefined as void

  beforeEach(() => {
    document.body.innerHTML =
      '<main id="main" tabindex="-1"><p><button id="first">1</button></p>' +
      '<section><button id="gone">2</button><button id="beside">3</button></section></main>'
    end = keepFocus(document.getElementById('main')!)
  })
  afterEach(() => end())

  const at = (id: string) => document.getElementById(id)!
  const settled = () => new Promise((resolve) => setTimeout(resolve))

  it('goes to what stands beside a button that is gone', async () => {
    at('gone').focus()
    at('gone').remove()
    await settled()

    expect(document.activeElement).toBe(at('beside'))
  })

  it('goes to what is around when nothing is left beside it', async () => {
    at('gone').focus()
    at('gone').closest('section')!.remove()
    await settled()

    expect(document.activeElement).toBe(at('first'))
  })

  it('stays where the person has put it', async () => {
    at('first').focus()
    at('gone').remove()
    await settled()

    expect(document.activeElement).toBe(at('first'))
  })
})
