import { shorterFirst } from './order.ts'
import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { optionFaults, optionNamed, OPTIONS_QUESTION, type FieldOption } from './option.ts'

export type ChoiceField = Settings<'choice'> & { readonly options: readonly FieldOption[] }

export const choice: FieldType<ChoiceField, string> = {
  id: 'choice',
  title: 'One of several',
  purpose: 'One option out of a list.',
  fresh: { type: 'choice', options: [] },
  asks: [OPTIONS_QUESTION],
  settingsFaults: ({ options }) => optionFaults(options),
  fits: ({ options }, value): value is string => options.some(({ id }) => id === value),
  show: ({ options }, value) => options.find(({ id }) => id === value)?.label ?? value,
  parse: ({ options }, typed) => {
    if (typed.trim() === '') return parsed<string>(null)
    const option = optionNamed(options, typed)
    return option ? parsed(option.id) : unreadable('This field takes one of its options.')
  },
  isSame: (_, a, b) => a === b,
  merged: (_, a, b) => shorterFirst(a, b),
  examples: [
    {
      settings: {
        type: 'choice',
        options: [
          { id: 'rct', label: 'Randomised trial' },
          { id: 'cohort', label: 'Cohort' },
          { id: 'other', label: 'Other', retired: true },
        ],
      },
      values: ['rct', 'cohort', 'other'],
    },
  ],
}
