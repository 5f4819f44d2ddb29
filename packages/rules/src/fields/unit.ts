import { isDecimal, MAX_DECIMAL, readDecimal } from './decimal.ts'
import { decimalToFraction, quotient, type Fraction } from './fraction.ts'
import { isId } from './ids.ts'
import { hasExactly } from './shape.ts'
import { isLine, tidied } from './text.ts'

/**
 * What a number is counted in. The first unit of a field is the canonical one; the others are so many of it.
 *
 * The factor is text, "60" or "0.45359237" or "7/30.4375", because it has to be exact: no floating number is a sixtieth.
 * Scales that begin elsewhere (degrees Celsius and Fahrenheit) are two fields.
 */
export type Unit = {
  readonly id: string
  readonly label: string
  /** How many of the canonical unit one of these is. */
  readonly factor: string
  /** No longer offered; answers that name it stay readable. */
  readonly retired?: true
}

/** Of the types that have units. */
export const UNITS_QUESTION = {
  setting: 'units',
  label: 'Units',
  help: 'One a line, the one that numbers are compared in first; of the others how many of it they are, such as "hours = 60".',
  answered: { type: 'units' },
} as const

export const MAX_UNITS = 50

export function isUnit(value: unknown): value is Unit {
  if (!hasExactly(value, ['id', 'label', 'factor'], ['retired'])) return false
  const isRetiredFit = !('retired' in value) || value.retired === true
  return isUnitId(value.id) && isLine(value.label) && isFactor(value.factor) && isRetiredFit
}

/** A letter first: in "125" nobody should find 12 of a unit "5". */
const isUnitId = (value: unknown): value is string => isId(value) && /^[a-z]/.test(value)

export function isFactor(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 2 * MAX_DECIMAL + 1) return false
  const parts = value.split('/')
  return parts.length <= 2 && parts.every((part) => isDecimal(part) && decimalToFraction(part).top > 0n)
}

/** @param factor as `isFactor` takes it. */
export function factorToFraction(factor: string): Fraction {
  const [top = '1', bottom = '1'] = factor.split('/')
  return quotient(decimalToFraction(top), decimalToFraction(bottom))
}

export function unitFaults(units: readonly Unit[]): readonly string[] {
  const ids = units.map(({ id }) => id)
  const labels = units.map(({ label }) => label)
  const [canonical] = units
  return [
    ...(units.length > MAX_UNITS ? [`A number has at most ${MAX_UNITS} units.`] : []),
    ...ids.filter((id) => !isUnitId(id)).map((id) => `The unit id "${id}" is not kebab-case with a letter first.`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `The unit "${id}" stands twice.`),
    ...(labels.some((label) => label.trim() === '') ? ['A unit has no label.'] : []),
    ...labels
      .filter((label) => !isLine(label))
      .map((label) => `The unit "${tidied(label)}" has a line end or too many characters in its label.`),
    ...labels
      .filter((label, at) => label.trim() !== '' && labels.indexOf(label) !== at)
      .map((label) => `Two units are called "${label}".`),
    ...units
      .filter(({ factor }) => !isFactor(factor))
      .map(({ label }) => `How much the unit "${label}" is takes a number above 0, or a fraction such as 1/60.`),
    ...(canonical !== undefined && canonical.factor !== '1'
      ? [`The first unit is what the others are counted in, so one "${canonical.label}" is 1.`]
      : []),
    ...(canonical?.retired ? [`The first unit is what the others are counted in, so it stays offered.`] : []),
    ...mistakable([...ids, ...labels]).map((name) => `The unit "${name}" could be read as digits and another unit.`),
  ]
}

/** Names that are another one behind something that reads like a part of a number, or nothing but that. */
function mistakable(names: readonly string[]): readonly string[] {
  const known = [...new Set(names)].filter((name) => name !== '')
  return known.filter((name) => ['', ...known].some((end) => isNumberLike(name, end)))
}

const isNumberLike = (name: string, end: string): boolean =>
  name !== end && name.endsWith(end) && /^[\d\s.,·+−–‐‑-]+$/u.test(name.slice(0, name.length - end.length))

export type ReadAmount =
  | { readonly ok: true; readonly decimal: string; readonly unit: string | null }
  | { readonly ok: false; readonly reason: string }

/**
 * "12.5 days", "12.5d", "12.5": a number and, behind it, the label or else the id of a unit. A mg is no Mg, so case counts;
 * where nothing is read that way it does not, if only one unit is meant.
 */
export function readAmount(units: readonly Unit[], typed: string): ReadAmount {
  const line = tidied(typed)
  for (const cased of [asWritten, inLowerCase]) {
    for (const name of ['label', 'id'] as const) {
      const [reading, another] = units.flatMap((unit) => readWith(unit, cased(line), cased(unit[name])))
      if (another) return unread(`That may be ${reading?.unit.label} or ${another.unit.label}.`)
      if (reading) return { ok: true, decimal: reading.decimal, unit: reading.unit.id }
    }
  }
  return readWithoutUnit(units, line)
}

const asWritten = (name: string): string => name
const inLowerCase = (name: string): string => name.toLowerCase()

function readWith(unit: Unit, line: string, name: string): readonly { unit: Unit; decimal: string }[] {
  if (!line.endsWith(name)) return []
  const number = readDecimal(line.slice(0, line.length - name.length))
  return number.ok ? [{ unit, decimal: number.decimal }] : []
}

/** A unit is never guessed where there are several: nobody would see the mistake. */
function readWithoutUnit(units: readonly Unit[], line: string): ReadAmount {
  const number = readDecimal(/^(.*\d)/su.exec(line)?.[1] ?? line)
  if (!number.ok) return number
  const offered = units.filter(({ retired }) => !retired)
  const isAlone = readDecimal(line).ok
  if (isAlone && offered.length <= 1) return { ...number, unit: offered[0]?.id ?? null }
  if (units.length === 0) return unread('This field takes one number without a unit.')
  return unread(`This field takes a number and its unit: ${offered.map(({ label }) => label).join(', ')}.`)
}

const unread = (reason: string): ReadAmount => ({ ok: false, reason })
