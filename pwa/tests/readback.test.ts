import { render, screen } from '@testing-library/svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { install } from '../src/install.svelte'
import ReadBack from '../src/routes/tonight/ReadBack.svelte'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

const night = { date: '2026-11-21', pain: false }
const offer = () => screen.queryByRole('link', { name: /on your home screen/ })

beforeEach(async () => {
  vi.stubGlobal('isSecureContext', true)
  await emptyPhone()
  await diary.open()
  diary.nights = { [night.date]: night }
  install.done = false
  return () => vi.unstubAllGlobals()
})

describe('the first nights', () => {
  it('end with how to keep them on the phone', () => {
    render(ReadBack, { night })

    expect(offer()?.getAttribute('href')).toBe('/settings#install')
  })

  it('say nothing of it once the app is installed', () => {
    install.done = true
    render(ReadBack, { night })

    expect(screen.getByRole('heading', { name: 'What you have said' })).toBeTruthy()
    expect(offer()).toBeNull()
  })

  it('stop offering it after the first week', () => {
    const days = Array.from({ length: 7 }, (_, n) => `2026-11-${15 + n}`)
    diary.nights = Object.fromEntries(days.map((date) => [date, { date, pain: false }]))
    render(ReadBack, { night })

    expect(offer()).toBeNull()
  })
})
