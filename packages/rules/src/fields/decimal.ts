/**
 * Decimal numbers as they are printed, read without changing a digit: "12.50" stays "12.50".
 *
 * What is read, and how:
 *
 *   12.50, .5, -3, +3, −3 (true minus), 12·5 (raised point)   as it stands; ".5" becomes "0.5", leading zeros go
 *   12,5   0,125   1234,567                                   a decimal comma
 *   1,234.5   1,234,567   1 234.5   1.234,5   1.234.567       marks of thousands, where each group has three digits
 *   1,234                                                     refused: either of the two, a factor of 1000 apart
 *   1e5, 12-15, < 5, 1/2                                      refused: not one number
 *
 * A single point is always a decimal point: that is how the field shows its values.
 */

/** As it is stored: an optional minus, no leading zeros, no exponent, no marks of thousands. */
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
/** Characters. The longest number that a report prints is far shorter. */
export const MAX_DECIMAL = 30

export type ReadDecimal =
  | { readonly ok: true; readonly decimal: string }
  | { readonly ok: false; readonly reason: string }

export const isDecimal = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_DECIMAL && DECIMAL.test(value)

export function readDecimal(typed: string): ReadDecimal {
  const [, minus, unsigned = ''] = /^([-−–‐‑]|\+)?(.*)$/su.exec(typed.trim()) ?? []
  const digits = unsigned.trim()
  if (digits.length > MAX_DECIMAL) return refused(`A number has at most ${MAX_DECIMAL} characters.`)
  if (AMBIGUOUS.test(digits)) {
    const [whole, rest] = digits.split(',')
    return refused(`"${digits}" may be ${whole}.${rest} or ${whole}${rest}: type one of these.`)
  }
  const plain = READINGS.find(({ looks }) => looks.test(digits))?.plain(digits)
  if (plain === undefined) return refused('This field takes one number, such as 12.5.')
  const decimal = (minus === undefined || minus === '+' ? '' : '-') + withoutLeadingZeros(plain)
  return isDecimal(decimal) ? { ok: true, decimal } : refused(`A number has at most ${MAX_DECIMAL} characters.`)
}

/** Three digits behind one comma, and in front of it what could be thousands. "0,125" could not. */
const AMBIGUOUS = /^[1-9]\d{0,2},\d{3}$/

const pointFor = (mark: string) => (digits: string) => digits.replace(mark, '.')
const without = (mark: RegExp) => (digits: string) => digits.replace(mark, '')

const READINGS: readonly { readonly looks: RegExp; readonly plain: (digits: string) => string }[] = [
  { looks: /^\d*\.?\d+$/, plain: (digits) => digits },
  { looks: /^\d*·\d+$/, plain: pointFor('·') },
  { looks: /^\d*,\d+$/, plain: pointFor(',') },
  { looks: /^\d{1,3}(?:,\d{3})+\.\d+$|^\d{1,3}(?:,\d{3}){2,}$/, plain: without(/,/g) },
  { looks: /^\d{1,3}(?:\s\d{3})+(?:\.\d+)?$/u, plain: without(/\s/gu) },
  { looks: /^\d{1,3}(?:\.\d{3}){2,}$/, plain: without(/\./g) },
  { looks: /^\d{1,3}(?:\.\d{3})+,\d+$/, plain: (digits) => digits.replaceAll('.', '').replace(',', '.') },
]

function withoutLeadingZeros(plain: string): string {
  const [whole = '', part] = plain.split('.')
  return (whole.replace(/^0+(?=\d)/, '') || '0') + (part === undefined ? '' : `.${part}`)
}

const refused = (reason: string): ReadDecimal => ({ ok: false, reason })
