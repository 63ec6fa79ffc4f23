import { render, screen } from '@testing-library/svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { install } from '../src/install.svelte'
import { addDays } from '../src/night/date'
import { setPain } from '../src/night/edits'
import ReadBack from '../src/routes/tonight/ReadBack.svelte'
import { diary } from '../src/store/diary.svelte'
import { emptyPhone } from './phone'

const night = { date: diary.tonight(), pain: false }
const offer = () => screen.queryByRole('link', { name: /on your home screen/ })

beforeEach(async () => {
  vi.stubGlobal('isSecureContext', true)
  await emptyPhone()
  await diary.open()
  await diary.save(setPain(night, false, 'UTC'))
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

  it('stop offering it after the first week', async () => {
    const days = Array.from({ length: 7 }, (_, n) => addDays(night.date, -n))
    await diary.save(days.flatMap((date) => setPain({ date }, false, 'UTC')))
    render(ReadBack, { night })

    expect(offer()).toBeNull()
  })
})
