import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { shorterFirst } from './order.ts'
import { comparable } from './text.ts'

export type YesNoUnclearField = Settings<'yes-no-unclear'>
export type YesNoUnclear = 'yes' | 'no' | 'unclear'

const TITLES: Readonly<Record<YesNoUnclear, string>> = { yes: 'Yes', no: 'No', unclear: 'Unclear' }

const TYPED: ReadonlyMap<string, YesNoUnclear> = new Map([
  ['yes', 'yes'],
  ['y', 'yes'],
  ['no', 'no'],
  ['n', 'no'],
  ['unclear', 'unclear'],
  ['notclear', 'unclear'],
  ['?', 'unclear'],
])

export const yesNoUnclear: FieldType<YesNoUnclearField, YesNoUnclear> = {
  id: 'yes-no-unclear',
  title: 'Yes, no or unclear',
  purpose: 'A question that the report answers, or leaves open.',
  fresh: { type: 'yes-no-unclear' },
  settingsFaults: () => [],
  fits: (_, value): value is YesNoUnclear => typeof value === 'string' && Object.hasOwn(TITLES, value),
  show: (_, value) => TITLES[value],
  parse: (_, typed) => {
    const wanted = comparable(typed)
    if (wanted === '') return parsed<YesNoUnclear>(null)
    const read = TYPED.get(wanted)
    return read ? parsed(read) : unreadable('This field takes yes, no or unclear.')
  },
  isSame: (_, a, b) => a === b,
  merged: (_, a, b) => shorterFirst(a, b) as YesNoUnclear,
  examples: [{ settings: { type: 'yes-no-unclear' }, values: ['yes', 'no', 'unclear'] }],
}
