import { describe, expect, it } from 'vitest'
import { eventsOf, takenNow, type DatedEvent } from '../src/routes/events/events'
import { asked, factorLabel, named, slugFor } from '../src/routes/factors/factors'
import type { ViewUnit } from '../src/store/view'

const unit = (kind: 'factor' | 'event', key: string, data: Record<string, unknown>): ViewUnit => ({
  kind,
  key,
  date: '',
  data,
})

describe('factors of one’s own', () => {
  const others = [
    unit('factor', '1', { slug: 'own.garden', label: 'Gardening' }),
    unit('factor', '2', { slug: 'own.old', label: 'Old', retired: true }),
    unit('factor', '3', { slug: 'own.beds', label: 'Beds', retired: true, merged_into: 'own.garden' }),
  ]

  it('are asked while neither retired nor merged', () => {
    expect(asked(others).map(({ slug }) => slug)).toEqual(['own.garden'])
  })

  it('keep their name in nights long past', () => {
    expect(factorLabel(others, 'own.old')).toBe('Old')
    expect(factorLabel(others, 'own.two-words')).toBe('two words')
  })

  it('have one name each, whatever its letter case; a merged one gives its name up', () => {
    expect(named(others, ' gardening ')?.id).toBe('1')
    expect(named(others, 'OLD')?.id).toBe('2')
    expect(named(others, 'Beds')).toBeUndefined()
    expect(named(others, 'Gardening', '1')).toBeUndefined()
  })

  it('get a slug of plain letters that nothing else has', () => {
    expect(slugFor('Käse & Wein', [])).toBe('own.kase-wein')
    expect(slugFor('Gardening', ['own.gardening', 'own.gardening-2'])).toBe('own.gardening-3')
    expect(slugFor('散歩', [])).toBe('own.factor')
    expect(slugFor('x'.repeat(120), [])).toMatch(/^own\.[a-z0-9][a-z0-9_-]{0,39}$/)
  })
})

describe('medicines', () => {
  const event = (id: string, on: string, kind: string, text: string): DatedEvent => ({ id, on, kind, text })

  it('are taken now from their start until their stop, by name', () => {
    const events = eventsOf([
      unit('event', '1', { on: '2026-01-01', kind: 'medicine_start', text: 'Magnesium' }),
      unit('event', '2', { on: '2026-02-01', kind: 'medicine_start', text: 'Quinine' }),
      unit('event', '3', { on: '2026-03-01', kind: 'medicine_stop', text: ' quinine' }),
      unit('event', '4', { on: '2026-12-01', kind: 'medicine_start', text: 'Later' }),
      unit('event', '5', { on: '2026-03-05', kind: 'travel', text: 'Magnesium springs' }),
    ])

    expect(takenNow(events, '2026-06-01').map(({ text }) => text)).toEqual(['Magnesium'])
  })

  it('count again when begun again', () => {
    const events = [
      event('3', '2026-03-01', 'medicine_start', 'A'),
      event('2', '2026-02-01', 'medicine_stop', 'A'),
      event('1', '2026-01-01', 'medicine_start', 'A'),
    ]

    expect(takenNow(events, '2026-06-01').map(({ id }) => id)).toEqual(['3'])
  })
})
