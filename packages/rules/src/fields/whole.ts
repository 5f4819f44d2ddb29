import { isDecimal, readDecimal } from './decimal.ts'
import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { isOutside, RANGE_QUESTIONS, rangeFaults, type Range } from './range.ts'

export type WholeField = Settings<'whole'> & Range

export const whole: FieldType<WholeField, number> = {
  id: 'whole',
  title: 'Whole number',
  purpose: 'A count, such as people randomised.',
  fresh: { type: 'whole', min: 0, max: null },
  asks: RANGE_QUESTIONS,
  settingsFaults: (settings) => rangeFaults(settings),
  fits: (_, value): value is number => isWhole(value),
  show: (_, value) => String(value),
  parse: (_, typed) => {
    if (typed.trim() === '') return parsed<number>(null)
    const read = readWhole(typed)
    return read === null ? unreadable('This field takes a whole number, such as 120.') : parsed(read)
  },
  isSame: (_, a, b) => a === b,
  merged: (_, a) => a,
  doubt: (settings, value) =>
    isOutside(settings, value) ? 'The number lies outside the range that the form expects.' : null,
  examples: [{ settings: { type: 'whole', min: 0, max: 10_000 }, values: [0, 12, 1_204, -3] }],
}

/** Minus zero is left out: canonical JSON has no way to write it. */
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && !Object.is(value, -0)

/** The number, or null. "1,234" is 1234 here, while a field of decimals cannot know: nothing has a part of a person. */
export function readWhole(typed: string): number | null {
  const line = typed.trim()
  const read = readDecimal(/^[1-9]\d{0,2},\d{3}$/.test(line) ? line.replace(',', '') : line)
  if (!read.ok || !isDecimal(read.decimal) || read.decimal.includes('.')) return null
  // Adding 0 turns minus zero into zero.
  const number = Number(read.decimal) + 0
  return isWhole(number) ? number : null
}
