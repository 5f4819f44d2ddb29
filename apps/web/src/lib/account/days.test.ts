import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const zone = process.env['TZ']
beforeEach(() => {
  process.env['TZ'] = 'America/Los_Angeles'
  // A formatter takes the zone when it is made.
  vi.resetModules()
})
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test('a day stays the same day west of Greenwich', async () => {
  const { dayOf } = await import('./days.ts')
  expect(dayOf('2026-01-31')).toBe('31 Jan 2026')
})

test('a time is told as the day it was here', async () => {
  const { dayOf } = await import('./days.ts')
  expect(dayOf('2026-01-31T05:00:00.000Z')).toBe('30 Jan 2026')
})
