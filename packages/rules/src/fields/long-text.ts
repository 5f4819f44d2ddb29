import { plainText } from '../rulebook/texts.ts'
import { shorterFirst } from './order.ts'
import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { comparable } from './text.ts'

/** UTF-16 code units: some ten pages, far more than a description of an intervention needs. */
export const MAX_LONG_TEXT = 20_000

export type LongTextField = Settings<'long-text'>

export const longText: FieldType<LongTextField, string> = {
  id: 'long-text',
  title: 'Long text',
  purpose: 'Several lines, such as a description of an intervention.',
  fresh: { type: 'long-text' },
  settingsFaults: () => [],
  fits: (_, value): value is string =>
    typeof value === 'string' && value.length <= MAX_LONG_TEXT && value !== '' && value === trimmed(value),
  show: (_, value) => value,
  parse: (_, typed) => {
    const lines = trimmed(typed)
    if (lines.length > MAX_LONG_TEXT) return unreadable(`This field takes at most ${MAX_LONG_TEXT} characters.`)
    return parsed(lines === '' ? null : lines)
  },
  isSame: (_, a, b) => comparable(a) === comparable(b),
  merged: (_, a, b) => shorterFirst(a, b),
  examples: [
    {
      settings: { type: 'long-text' },
      values: ['Five sessions,\ntwo hours each.', 'Five sessions, two hours each.', 'One leaflet.', 'é\n\n1'],
    },
  ],
}

/** Space inside stays as written; line ends are alike on every machine. */
const trimmed = (typed: string): string => plainText(typed).toWellFormed().replace(/\r\n?/g, '\n').trim()
