import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { MAX_OPTIONS, optionFaults, optionNamed, OPTIONS_QUESTION, type FieldOption } from './option.ts'
import { shorterJsonFirst } from './order.ts'
import { isListOf, isSorted, sortedIds } from './shape.ts'

export type ChoicesField = Settings<'choices'> & { readonly options: readonly FieldOption[] }

/**
 * The value is sorted by id and not in the form's order: a form whose options somebody reorders would otherwise no longer
 * take the answers it already has. What is shown follows the form.
 */
export const choices: FieldType<ChoicesField, readonly string[]> = {
  id: 'choices',
  title: 'Several of several',
  purpose: 'One or more options out of a list.',
  fresh: { type: 'choices', options: [] },
  asks: [OPTIONS_QUESTION],
  settingsFaults: ({ options }) => [...optionFaults(options), ...separatorFaults(options)],
  fits: ({ options }, value): value is readonly string[] =>
    isListOf(value, (id): id is string => options.some((option) => option.id === id), MAX_OPTIONS) && isSorted(value),
  show: ({ options }, value) =>
    options
      .filter(({ id }) => value.includes(id))
      .map(({ label }) => label)
      .join('; '),
  parse: ({ options }, typed) => {
    const pieces = typed.split(/[;\n]/).filter((piece) => piece.trim() !== '')
    const named = pieces.map((piece) => optionNamed(options, piece)?.id)
    const unknown = pieces.find((_, at) => named[at] === undefined)
    if (unknown !== undefined) {
      return unreadable(`"${unknown.trim().slice(0, 60)}" is none of the options. Several are separated by ";".`)
    }
    const ids = sortedIds(named as string[])
    return parsed(ids.length === 0 ? null : ids)
  },
  isSame: (_, a, b) => a.length === b.length && a.every((id) => b.includes(id)),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  examples: [
    {
      settings: {
        type: 'choices',
        options: [
          { id: 'work', label: 'Return to work' },
          { id: 'pain', label: 'Pain' },
          { id: 'cost', label: 'Costs, direct and indirect', retired: true },
        ],
      },
      values: [['pain'], ['pain', 'work'], ['cost', 'pain', 'work']],
    },
  ],
}

/** Several answers stand in one cell of a table, with ";" between them. */
const separatorFaults = (options: readonly FieldOption[]): readonly string[] =>
  options.filter(({ label }) => label.includes(';')).map(({ label }) => `The option "${label}" has a ";" in its label.`)
