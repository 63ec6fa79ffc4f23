import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ignoreSecondTaps, SAME_TAP_MS } from '../src/lib/secondTap'

let stop: () => void
let now = 0

beforeEach(() => {
  now += 10_000
  stop = ignoreSecondTaps()
  document.body.innerHTML =
    '<button id="a">a</button><button id="b">b</button><button id="step" data-repeats>+</button>' +
    '<label><input id="box" type="checkbox">x</label><input id="text">'
})
afterEach(() => stop())

interface At {
  after?: number
  x?: number
  y?: number
  key?: boolean
}

/** A tap on a control, `after` ms from the last; true when it got through. */
function tap(id: string, { after = 0, x = 0, y = 0, key = false }: At = {}): boolean {
  const control = document.getElementById(id)!
  const heard = vi.fn()
  control.addEventListener('click', heard, { once: true })
  const event = new MouseEvent('click', {
    bubbles: true,
    cancelable: true,
    clientX: x,
    clientY: y,
    detail: key ? 0 : 1,
  })
  Object.defineProperty(event, 'timeStamp', { value: (now += after) })
  control.dispatchEvent(event)
  control.removeEventListener('click', heard)
  return heard.mock.calls.length === 1
}

describe('a second tap', () => {
  it.each([1, 200, SAME_TAP_MS - 1])('on the same control %i ms later does nothing', (after) => {
    expect([tap('a'), tap('a', { after, x: 40 })]).toEqual([true, false])
  })

  it('counts once the time is over, from the first one that did', () => {
    expect([tap('a'), tap('a', { after: 400 }), tap('a', { after: SAME_TAP_MS - 400 })]).toEqual([true, false, true])
  })

  it('by a key counts no more than by a thumb', () => {
    expect([tap('a', { key: true }), tap('a', { key: true, after: 100 })]).toEqual([true, false])
  })

  it('does nothing to what has come to lie under the thumb', () => {
    expect([tap('a', { x: 100, y: 100 }), tap('b', { x: 104, y: 98, after: 200 })]).toEqual([true, false])
  })

  it('on another control elsewhere is a tap of its own', () => {
    expect([tap('a', { x: 100, y: 100 }), tap('b', { x: 150, y: 100, after: 200 })]).toEqual([true, true])
  })

  it('does not tick a box and clear it again', () => {
    const box = document.getElementById('box') as HTMLInputElement
    tap('box')
    tap('box', { after: 200 })
    expect(box.checked).toBe(true)
  })

  it('counts where a control is made to be tapped again and again', () => {
    expect([tap('step'), tap('step', { after: 100 }), tap('step', { after: 100 })]).toEqual([true, true, true])
  })

  it('in a field of text marks a word', () => {
    expect([tap('text'), tap('text', { after: 100 })]).toEqual([true, true])
  })
})
