import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { shorterJsonFirst } from './order.ts'
import { isListOf } from './shape.ts'
import { isWhole, readWhole } from './whole.ts'

export type CountsField = Settings<'counts'>

/** More categories than any ordinal scale that is reported by category. */
const MAX_COUNTS = 50

export const counts: FieldType<CountsField, readonly number[]> = {
  id: 'counts',
  title: 'Counts in order',
  purpose: 'How many people are in each category of an ordered scale, such as 12 / 30 / 8.',
  fresh: { type: 'counts' },
  settingsFaults: () => [],
  fits: (_, value): value is readonly number[] => isListOf(value, isCount, MAX_COUNTS) && value.length >= 2,
  show: (_, value) => value.join(' / '),
  parse: (_, typed) => {
    if (typed.trim() === '') return parsed<readonly number[]>(null)
    const read = typed.split(/[/;\t\n]|,\s/u).map(readWhole)
    const isFit = isListOf(read, isCount, MAX_COUNTS) && read.length >= 2
    return isFit ? parsed(read) : unreadable('This field takes two or more counts, such as 12 / 30 / 8.')
  },
  isSame: (_, a, b) => a.length === b.length && a.every((count, at) => count === b[at]),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  examples: [
    {
      settings: { type: 'counts' },
      values: [
        [12, 30, 8],
        [12, 8, 30],
        [0, 0],
        [12, 30, 8, 0],
      ],
    },
  ],
}

const isCount = (value: unknown): value is number => isWhole(value) && value >= 0
