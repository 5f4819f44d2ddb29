import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { number, outOfRange, roundingOf, toCanonical, type Amount, type NumberField } from './number.ts'
import type { Unit } from './unit.ts'

const field = (units: readonly Unit[], range = { min: null, max: null } as Pick<NumberField, 'min' | 'max'>) =>
  ({ type: 'number', units, ...range }) satisfies NumberField

const durations = field([
  { id: 'd', label: 'days', factor: '1' },
  { id: 'wk', label: 'weeks', factor: '7' },
  { id: 'h', label: 'hours', factor: '1/24' },
])
const blood = field([
  { id: 'g-l', label: '10^9/L', factor: '1' },
  { id: 'mg', label: 'mg', factor: '2' },
  { id: 'mega', label: 'Mg', factor: '3' },
])

const amountIn = (settings: NumberField, typed: string): unknown => {
  const read = number.parse(settings, typed)
  return read.ok ? read.value && [read.value.amount, read.value.unit] : read.reason
}

describe('a number with its unit, as typed', () => {
  it.each([
    ['12.5 days', ['12.5', 'd']],
    ['12.5d', ['12.5', 'd']],
    ['12,5 Days', ['12.5', 'd']],
    ['1,234.5\u00A0weeks', ['1234.5', 'wk']],
    ['−3 wk', ['-3', 'wk']],
    ['36  hours', ['36', 'h']],
  ])('%j', (typed, read) => expect(amountIn(durations, typed)).toEqual(read))

  it('is not guessed where it could be one of several', () => {
    expect(amountIn(durations, '12.5')).toBe('This field takes a number and its unit: days, weeks, hours.')
    expect(amountIn(durations, '12.5 months')).toBe('This field takes a number and its unit: days, weeks, hours.')
    expect(amountIn(durations, '1,234 days')).toBe('"1,234" may be 1.234 or 1234: type one of these.')
    expect(amountIn(durations, 'days')).toBe('This field takes one number, such as 12.5.')
    expect(amountIn(field([]), '12 days')).toBe('This field takes one number without a unit.')
  })

  it('may be left out where there is only one that is offered', () => {
    const [days, weeks] = durations.units as [Unit, Unit, Unit]
    expect(amountIn(field([days]), '12.5')).toEqual(['12.5', 'd'])
    expect(amountIn(field([days, { ...weeks, retired: true }]), '12.5')).toEqual(['12.5', 'd'])
    expect(amountIn(field([days, { ...weeks, retired: true }]), '2 weeks')).toEqual(['2', 'wk'])
    expect(amountIn(field([]), '12.5')).toEqual(['12.5', null])
  })

  it('may begin with a digit, and its case counts where units differ by it', () => {
    expect(amountIn(blood, '12 10^9/L')).toEqual(['12', 'g-l'])
    expect(amountIn(blood, '12 mg')).toEqual(['12', 'mg'])
    expect(amountIn(blood, '12 Mg')).toEqual(['12', 'mega'])
    expect(amountIn(blood, '12 MG')).toBe('That may be mg or Mg.')
    expect(amountIn(blood, '12 MEGA')).toEqual(['12', 'mega'])
  })
})

describe('units', () => {
  const hours = (label: string, id = 'h'): Unit => ({ id, label, factor: '1' })

  it.each([
    [[{ ...hours('hours'), factor: '60' }], 'The first unit is what the others are counted in, so one "hours" is 1.'],
    [
      [{ ...hours('hours'), retired: true as const }],
      'The first unit is what the others are counted in, so it stays offered.',
    ],
    [[hours('')], 'A unit has no label.'],
    [[hours('a\nb')], 'The unit "a b" has a line end or too many characters in its label.'],
    [[hours('hours'), hours('minutes')], 'The unit "h" stands twice.'],
    [[hours('hours'), hours('hours', 'm')], 'Two units are called "hours".'],
    [[hours('hours', '5')], 'The unit id "5" is not kebab-case with a letter first.'],
    [[hours('hours', 'constructor')], 'The unit id "constructor" is not kebab-case with a letter first.'],
    [[hours('5')], 'The unit "5" could be read as digits and another unit.'],
    [[hours('days', 'd'), hours('5 days', 'x')], 'The unit "5 days" could be read as digits and another unit.'],
    ...['0', '-1', '1/0', '1e3', '1/2/3', '', '.5'].map(
      (factor) =>
        [
          [hours('hours'), { ...hours('minutes', 'm'), factor }],
          'How much the unit "minutes" is takes a number above 0, or a fraction such as 1/60.',
        ] as const,
    ),
  ] as const)('%j are at fault', (units, fault) => expect(number.settingsFaults(field(units))).toContain(fault))

  it('are fine as people write them', () => {
    expect([...number.settingsFaults(durations), ...number.settingsFaults(blood)]).toEqual([])
  })

  it('and their range have a beginning before the end', () => {
    expect(number.settingsFaults(field([], { min: 2, max: 1 }))).toEqual([
      'The expected range ends at 1, before it begins.',
    ])
    expect(number.settingsFaults(field([], { min: Number.NaN, max: 1 }))).toEqual([
      'An end of the expected range is no number.',
    ])
    expect(number.settingsFaults(field([], { min: 1, max: 1 }))).toEqual([])
  })
})

describe('two numbers', () => {
  const isSame = (a: readonly [string, string], b: readonly [string, string], settings = durations): boolean =>
    number.isSame(settings, { amount: a[0], unit: a[1] }, { amount: b[0], unit: b[1] })

  it('are the same after conversion, exactly', () => {
    expect(isSame(['24', 'h'], ['1', 'd'])).toBe(true)
    expect(isSame(['8', 'h'], ['0.333333333333333333333333333', 'd'])).toBe(false)
    expect(isSame(['56', 'h'], ['0.333333333333333333333333333', 'wk'])).toBe(false)
    expect(isSame(['168.0', 'h'], ['1.00', 'wk'])).toBe(true)
    expect(isSame(['0', 'h'], ['-0.0', 'wk'])).toBe(true)
    expect(isSame(['1', 'd'], ['1', 'wk'])).toBe(false)
  })

  it('that are the same are equal numbers in the canonical unit, in any unit', () => {
    const amounts = fc.record<Amount>({
      amount: fc
        .tuple(fc.integer({ min: -50, max: 50 }), fc.constantFrom('', '.0', '.5', '.25'))
        .map((parts) => parts.join('')),
      unit: fc.constantFrom('d', 'wk', 'h'),
    })
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const [first, second] = [toCanonical(durations, a), toCanonical(durations, b)]
        expect(number.isSame(durations, a, b)).toBe(first === second || (first === 0 && second === 0))
      }),
      { seed: 7, numRuns: 2_000 },
    )
  })

  it('are converted as numbers are', () => {
    const inches = field([
      { id: 'cm', label: 'cm', factor: '1' },
      { id: 'in', label: 'in', factor: '2.54' },
    ])
    expect(toCanonical(inches, { amount: '60', unit: 'in' })).toBe(152.4)
    expect(toCanonical(inches, { amount: '0.1', unit: 'cm' })).toBe(0.1)
    expect(() => toCanonical(inches, { amount: '1', unit: 'ell' })).toThrow('the field has no unit ell')
  })
})

it('is rounded by half of its last digit, in the canonical unit', () => {
  const roundingIn = (amount: string, unit: string) => roundingOf(durations, { amount, unit })
  expect([roundingIn('12', 'd'), roundingIn('-12.50', 'd'), roundingIn('3', 'wk')]).toEqual([0.5, 0.005, 3.5])
})

it('a range is what is expected, in the canonical unit, and refuses nothing', () => {
  const settings = field(durations.units, { min: 1, max: 7 })
  const amounts = [
    ['1', 'wk', false],
    ['8', 'd', true],
    ['24', 'h', false],
    ['23.9', 'h', true],
  ] as const
  for (const [amount, unit, isOutside] of amounts) {
    expect(number.fits(settings, { amount, unit })).toBe(true)
    expect(outOfRange(settings, { amount, unit })).toBe(isOutside)
    expect(number.doubt?.(settings, { amount, unit })).toBe(
      isOutside ? 'The number lies outside the range that the form expects.' : null,
    )
  }
})
