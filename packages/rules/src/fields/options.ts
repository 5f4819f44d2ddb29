import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { idFor } from './ids.ts'
import { isFieldOption, MAX_OPTIONS, type FieldOption } from './option.ts'
import { shorterJsonFirst } from './order.ts'
import { isListOf } from './shape.ts'
import { comparable, tidied } from './text.ts'

export type OptionsField = Settings<'options'>

/**
 * The options of a choice, for whoever builds a form. Labels may be empty or alike while somebody is at it; that is a fault
 * of the form, found before it is published.
 *
 * Shown one a line, "[rct] Randomised trial", and "[other, retired] Other". A pasted line without an id gets one.
 */
export const options: FieldType<OptionsField, readonly FieldOption[]> = {
  id: 'options',
  title: 'Options',
  purpose: 'What can be chosen.',
  isForBuilders: true,
  fresh: { type: 'options' },
  settingsFaults: () => [],
  fits: (_, value): value is readonly FieldOption[] =>
    isListOf(value, isFieldOption, MAX_OPTIONS) && new Set(value.map(({ id }) => id)).size === value.length,
  show: (_, value) => value.map(toLine).join('\n'),
  parse: (settings, typed) => {
    const lines = typed
      .split(/\r\n?|\n/)
      .map(tidied)
      .filter((line) => line !== '')
    if (lines.length === 0) return parsed<readonly FieldOption[]>(null)
    const read = lines.length > MAX_OPTIONS ? [] : toOptions(lines)
    return options.fits(settings, read)
      ? parsed(read)
      : unreadable(`This field takes at most ${MAX_OPTIONS} options, one a line, each with an id of its own.`)
  },
  isSame: (_, a, b) => a.map(comparableLine).join('\n') === b.map(comparableLine).join('\n'),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  examples: [
    {
      settings: { type: 'options' },
      values: [
        [
          { id: 'rct', label: 'Randomised trial' },
          { id: 'other', label: 'Other', retired: true },
        ],
        [
          { id: 'rct', label: 'Randomised Trial' },
          { id: 'other', label: 'Other', retired: true },
        ],
        [{ id: 'rct', label: '' }],
        [
          { id: 'other', label: 'Other' },
          { id: 'rct', label: 'Randomised trial' },
        ],
      ],
    },
  ],
}

const toLine = ({ id, label, retired }: FieldOption): string =>
  `[${id}${retired ? ', retired' : ''}] ${label}`.trimEnd()

const comparableLine = ({ label, ...option }: FieldOption): string => toLine({ ...option, label: comparable(label) })

function toOptions(lines: readonly string[]): readonly FieldOption[] {
  const written = lines.map((line) => /^\[([^\],]+)(, retired)?\] ?(.*)$/u.exec(line))
  const taken = new Set(written.flatMap((match) => match?.[1] ?? []))
  return lines.map((line, at) => {
    const [, id, retired, label = ''] = written[at] ?? []
    if (id !== undefined) return { id, label, ...(retired === undefined ? {} : { retired: true }) }
    const made = idFor(line, taken)
    taken.add(made)
    return { id: made, label: line }
  })
}
