import { parsed, unreadable, type FieldType, type Parsed, type Settings } from './field-type.ts'
import { shorterFirst } from './order.ts'

export type DateField = Settings<'date'>

/**
 * A date as far as it is known: "2019", "2019-05" or "2019-05-17", a day of the Gregorian calendar from 1000 to 9999. How
 * much is known is part of the value, so dates of unequal precision are not the same answer.
 */
export const date: FieldType<DateField, string> = {
  id: 'date',
  title: 'Date',
  purpose: 'A day, a month or a year, as far as it is reported.',
  fresh: { type: 'date' },
  settingsFaults: () => [],
  fits: (_, value): value is string => typeof value === 'string' && isPartialDate(value),
  show: (_, value) => value,
  parse: (_, typed) => {
    const line = typed.trim().replace(/\s+/gu, ' ').toLowerCase()
    if (line === '') return parsed<string>(null)
    for (const { looks, read } of WRITINGS) {
      const match = looks.exec(line)
      if (match) return read(match.groups ?? {})
    }
    return unreadable(TAKES)
  },
  isSame: (_, a, b) => a === b,
  merged: (_, a, b) => shorterFirst(a, b),
  examples: [{ settings: { type: 'date' }, values: ['2019', '2019-05', '2019-05-17', '2020-02-29'] }],
}

/** Which is earlier; null where that is not known, as of 2019 and 2019-05. */
export function compareDates(a: string, b: string): -1 | 0 | 1 | null {
  if (a === b) return 0
  const known = Math.min(a.length, b.length)
  const [first, second] = [a.slice(0, known), b.slice(0, known)]
  if (first === second) return null
  return first < second ? -1 : 1
}

const TAKES = 'This field takes a date such as 2019, May 2019 or 17 May 2019.'

function isPartialDate(value: string): boolean {
  const [, year, month, day] = /^([1-9]\d{3})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(value) ?? []
  if (year === undefined) return false
  if (month === undefined) return true
  const last = lastDay(Number(year), Number(month))
  return last !== undefined && (day === undefined || (Number(day) >= 1 && Number(day) <= last))
}

function lastDay(year: number, month: number): number | undefined {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && isLeap ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

type Parts = Readonly<Record<string, string | undefined>>

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const NAME =
  '(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th)?\\.?'
const YEAR = '(?<year>\\d{4})'

/** What people write. The first that looks alike reads it. */
const WRITINGS: readonly { readonly looks: RegExp; readonly read: (parts: Parts) => Parsed<string> }[] = [
  { looks: /^(?<year>\d{4})$/, read: real },
  { looks: /^(?<year>\d{4})[-/.](?<month>\d{1,2})$/, read: real },
  { looks: /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})$/, read: real },
  { looks: /^(?<month>\d{1,2})[/.](?<year>\d{4})$/, read: real },
  { looks: new RegExp(`^${NAME},?[ -]${YEAR}$`), read: real },
  { looks: new RegExp(`^${DAY}(?: of)?[ -]?${NAME},?[ -]${YEAR}$`), read: real },
  { looks: new RegExp(`^${NAME} ${DAY},? ${YEAR}$`), read: real },
  { looks: /^(?<first>\d{1,2})(?<mark>[-/.]) ?(?<second>\d{1,2})\k<mark> ?(?<year>\d{4})$/, read: inEitherOrder },
]

function real({ year = '', month, name, day }: Parts): Parsed<string> {
  const monthNumber = name === undefined ? month : String(MONTHS.indexOf(name.slice(0, 3)) + 1)
  const value = [year, ...[monthNumber, day].flatMap((part) => (part === undefined ? [] : [part.padStart(2, '0')]))]
  return isPartialDate(value.join('-')) ? parsed(value.join('-')) : unreadable('There is no such day or month.')
}

/** Half of the world writes the day first, half the month: read only where both say the same or one of them cannot be. */
function inEitherOrder({ year = '', first = '', second = '' }: Parts): Parsed<string> {
  const dayFirst = real({ year, month: second, day: first })
  const monthFirst = real({ year, month: first, day: second })
  if (!dayFirst.ok) return monthFirst
  if (!monthFirst.ok || monthFirst.value === dayFirst.value) return dayFirst
  return unreadable(`That may be ${dayFirst.value} or ${monthFirst.value}: type one of these.`)
}
