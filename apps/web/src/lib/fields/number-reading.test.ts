import { expect, test } from 'vitest'
import { readNumber, shownNumber, type NumberSettings } from './number-reading.ts'

const TIME: NumberSettings = {
  type: 'number',
  units: [
    { id: 'wk', label: 'weeks', factor: '1' },
    { id: 'd', label: 'days', factor: '1/7' },
  ],
  min: null,
  max: null,
}

test('the unit that is typed counts, else the one that stands beside the number', () => {
  expect(readNumber(TIME, '12 days', 'wk')).toEqual({ ok: true, value: { amount: '12', unit: 'd' } })
  expect(readNumber(TIME, '12', 'wk')).toEqual({ ok: true, value: { amount: '12', unit: 'wk' } })
})

test('no unit is guessed where there are several', () => {
  expect(readNumber(TIME, '12', null)).toMatchObject({ ok: false, reason: expect.stringContaining('weeks, days') })
})

test('a text that is no number is none with a unit either', () => {
  expect(readNumber(TIME, 'twelve', 'wk').ok).toBe(false)
})

test('the unit is shown once: beside the number, or behind it in a table', () => {
  const value = { amount: '1.50', unit: 'wk' }
  expect(shownNumber(TIME, value, true)).toBe('1.50')
  expect(shownNumber(TIME, value, false)).toBe('1.50 weeks')
})
