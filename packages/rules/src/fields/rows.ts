import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { isId } from './ids.ts'
import { shorterJsonFirst } from './order.ts'
import { isListOf, isSorted, sortedIds } from './shape.ts'

export type RowsField = Settings<'rows'> & {
  /** The section of the form whose rows are chosen from. */
  readonly section: string
}

/** As many as anybody chooses one by one. */
const MAX_ROWS = 200

/** Rows by id. Which rows there are, and what they are called, stands in the document and not in the form. */
export const rows: FieldType<RowsField, readonly string[]> = {
  id: 'rows',
  title: 'Rows of another section',
  purpose: 'Which arms, outcomes or other rows something is about.',
  fresh: { type: 'rows', section: '' },
  asks: [
    {
      setting: 'section',
      id: 'rows-of',
      label: 'Rows of',
      help: 'What is chosen from: a section that has rows.',
      answered: { type: 'text' },
    },
  ],
  settingsFaults: ({ section }) => (isId(section) ? [] : ['The field does not say which section its rows are from.']),
  fits: (_, value): value is readonly string[] => isListOf(value, isId, MAX_ROWS) && isSorted(value),
  show: (_, value) => value.join('; '),
  parse: (_, typed) => {
    const ids = sortedIds(typed.split(/[;,\s]/u).filter((piece) => piece !== ''))
    if (ids.length === 0) return parsed<readonly string[]>(null)
    return isListOf(ids, isId, MAX_ROWS)
      ? parsed(ids)
      : unreadable(`This field takes the ids of at most ${MAX_ROWS} rows, separated by ";".`)
  },
  isSame: (_, a, b) => a.length === b.length && a.every((id) => b.includes(id)),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  examples: [{ settings: { type: 'rows', section: 'arms' }, values: [['arm-1'], ['arm-1', 'arm-2'], ['arm-2.1']] }],
}
