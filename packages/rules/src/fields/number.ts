import { isDecimal } from './decimal.ts'
import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { decimalToFraction, fractionToNumber, isEqual, product, type Fraction } from './fraction.ts'
import { shorterJsonFirst } from './order.ts'
import { isOutside, RANGE_QUESTIONS, rangeFaults, type Range } from './range.ts'
import { hasExactly } from './shape.ts'
import { factorToFraction, readAmount, unitFaults, UNITS_QUESTION, type Unit } from './unit.ts'

export type NumberField = Settings<'number'> & {
  /** The canonical unit first; empty where numbers have none. */
  readonly units: readonly Unit[]
} & Range

/** A number as it is printed, so that its digits are kept: how far it is rounded is read from them. */
export type Amount = {
  readonly amount: string
  /** One of the field's units; null where it has none. */
  readonly unit: string | null
}

export const number: FieldType<NumberField, Amount> = {
  id: 'number',
  title: 'Number with unit',
  purpose: 'A number as it is printed, in one of several units that are compared after conversion.',
  fresh: { type: 'number', units: [], min: null, max: null },
  asks: [UNITS_QUESTION, ...RANGE_QUESTIONS],
  settingsFaults: (settings) => [...unitFaults(settings.units), ...rangeFaults(settings)],
  fits: ({ units }, value): value is Amount =>
    hasExactly(value, ['amount', 'unit']) &&
    isDecimal(value.amount) &&
    (units.length === 0 ? value.unit === null : units.some(({ id }) => id === value.unit)),
  show: ({ units }, { amount, unit }) => (unit === null ? amount : `${amount} ${unitOf(units, unit).label}`),
  parse: ({ units }, typed) => {
    if (typed.trim() === '') return parsed<Amount>(null)
    const read = readAmount(units, typed)
    return read.ok ? parsed({ amount: read.decimal, unit: read.unit }) : unreadable(read.reason)
  },
  isSame: (settings, a, b) => isEqual(canonicalFraction(settings, a), canonicalFraction(settings, b)),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  doubt: (settings, value) =>
    outOfRange(settings, value) ? 'The number lies outside the range that the form expects.' : null,
  examples: [
    {
      settings: { type: 'number', units: [], min: 0, max: 1 },
      values: ['0.50', '0.5', '0', '-0.0', '12'].map((amount) => ({ amount, unit: null })),
    },
    {
      settings: {
        type: 'number',
        units: [
          { id: 'h', label: 'hours', factor: '1' },
          { id: 'min', label: 'minutes', factor: '1/60' },
          { id: 'week', label: 'working weeks', factor: '38.5', retired: true },
        ],
        min: 0,
        max: 100,
      },
      values: [
        { amount: '60', unit: 'min' },
        { amount: '1.0', unit: 'h' },
        { amount: '1', unit: 'week' },
        { amount: '20', unit: 'min' },
      ],
    },
  ],
}

/** The value in the first unit. Same values give equal numbers. */
export const toCanonical = (settings: NumberField, value: Amount): number =>
  fractionToNumber(canonicalFraction(settings, value))

/** How far the true value may be from the printed one, in the first unit: half of the last digit. */
export function roundingOf(settings: NumberField, { amount, unit }: Amount): number {
  const places = amount.split('.')[1]?.length ?? 0
  return toCanonical(settings, { amount: `0.${'0'.repeat(places)}5`, unit })
}

/** Whether the number lies outside what the form expects. A warning: what is unlikely may still be what the report says. */
export const outOfRange = (settings: NumberField, value: Amount): boolean =>
  isOutside(settings, toCanonical(settings, value))

function canonicalFraction({ units }: NumberField, { amount, unit }: Amount): Fraction {
  const number = decimalToFraction(amount)
  return unit === null ? number : product(number, factorToFraction(unitOf(units, unit).factor))
}

/** @throws Error for a unit that the field does not have: such a value does not fit. */
function unitOf(units: readonly Unit[], unit: string): Unit {
  const found = units.find(({ id }) => id === unit)
  if (found === undefined) throw new Error(`the field has no unit ${unit}`)
  return found
}
