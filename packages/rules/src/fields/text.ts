import { plainText } from '../rulebook/texts.ts'
import { shorterFirst } from './order.ts'
import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'

/** UTF-16 code units. One line: names, labels, short descriptions. */
export const MAX_LINE = 500

export type TextField = Settings<'text'>

export const text: FieldType<TextField, string> = {
  id: 'text',
  title: 'Short text',
  purpose: 'One line, such as a setting or the name of a scale.',
  fresh: { type: 'text' },
  settingsFaults: () => [],
  fits: (_, value): value is string => isLine(value) && value !== '',
  show: (_, value) => value,
  parse: (_, typed) => {
    const line = tidied(typed)
    if (line.length > MAX_LINE) return unreadable(`This field takes at most ${MAX_LINE} characters.`)
    return parsed(line === '' ? null : line)
  },
  isSame: (_, a, b) => comparable(a) === comparable(b),
  merged: (_, a, b) => shorterFirst(a, b),
  examples: [{ settings: { type: 'text' }, values: ['Back school', 'back SCHOOL', 'usual care', 'é'] }],
}

/** A line as `tidied` leaves it; it may be empty. */
export const isLine = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_LINE && value === tidied(value)

/** One line without surrounding or doubled space, and without what cannot be seen and changes how the rest is shown. */
export const tidied = (typed: string): string => plainText(typed).toWellFormed().replace(/\s+/gu, ' ').trim()

/** Without case and space, and composed alike: "é" has two spellings in Unicode. */
export const comparable = (line: string): string => line.normalize('NFC').replace(/\s+/gu, '').toLowerCase()
