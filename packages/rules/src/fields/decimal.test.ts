import { describe, expect, it } from 'vitest'
import { isDecimal, readDecimal } from './decimal.ts'

const decimalIn = (typed: string): string | null => {
  const read = readDecimal(typed)
  return read.ok ? read.decimal : null
}

describe('a number as people type or paste it', () => {
  it.each([
    ['12', '12'],
    ['12.50', '12.50'],
    [' 12.5 ', '12.5'],
    ['.05', '0.05'],
    ['-.5', '-0.5'],
    ['007.10', '7.10'],
    ['000', '0'],
    ['+3', '3'],
    ['− 3.2', '-3.2'],
    ['–3.2', '-3.2'],
    ['12·5', '12.5'],
    ['12,5', '12.5'],
    ['12,50', '12.50'],
    ['0,125', '0.125'],
    ['1234,567', '1234.567'],
    ['1,234.5', '1234.5'],
    ['1,234,567', '1234567'],
    ['1 234.5', '1234.5'],
    ['1\u00A0234\u202F567', '1234567'],
    ['1.234,5', '1234.5'],
    ['1.234.567', '1234567'],
    ['1.234', '1.234'],
  ])('%j is %s', (typed, decimal) => {
    expect(decimalIn(typed)).toBe(decimal)
    expect(isDecimal(decimal)).toBe(true)
  })

  it.each([
    '',
    '-',
    '.',
    '12.',
    '1e5',
    '12-15',
    '< 5',
    '1/2',
    '1.2.3',
    '1,23,456',
    '12 34',
    '5%',
    '٣',
    'Infinity',
    '0x10',
    '- -3',
  ])('%j is refused', (typed) =>
    expect(readDecimal(typed)).toEqual({ ok: false, reason: 'This field takes one number, such as 12.5.' }),
  )

  it('is refused with both readings where a comma may be either mark', () => {
    for (const typed of ['1,234', '-12,500']) expect(decimalIn(typed)).toBeNull()
    expect(readDecimal('1,234')).toEqual({ ok: false, reason: '"1,234" may be 1.234 or 1234: type one of these.' })
  })

  it('has at most 30 characters', () => {
    expect(decimalIn('1'.repeat(30))).toBe('1'.repeat(30))
    for (const typed of ['1'.repeat(31), `-${'1'.repeat(30)}`, `0.${'1'.repeat(40_000)}`]) {
      expect(readDecimal(typed)).toEqual({ ok: false, reason: 'A number has at most 30 characters.' })
    }
  })
})
