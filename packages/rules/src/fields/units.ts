import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { fractionToText } from './fraction.ts'
import { idFor } from './ids.ts'
import { shorterJsonFirst } from './order.ts'
import { isListOf } from './shape.ts'
import { tidied } from './text.ts'
import { factorToFraction, isUnit, MAX_UNITS, type Unit } from './unit.ts'

export type UnitsField = Settings<'units'>

/**
 * The units of a number, the canonical one first, for whoever builds a form. As with options, what is only unfinished fits.
 *
 * Shown one a line, "[h] hours = 60", and "[h, retired] hours = 60". A pasted line needs no id.
 */
export const units: FieldType<UnitsField, readonly Unit[]> = {
  id: 'units',
  title: 'Units',
  purpose: 'What a number is counted in.',
  isForBuilders: true,
  fresh: { type: 'units' },
  settingsFaults: () => [],
  fits: (_, value): value is readonly Unit[] =>
    isListOf(value, isUnit, MAX_UNITS) && new Set(value.map(({ id }) => id)).size === value.length,
  show: (_, value) => value.map(toLine).join('\n'),
  parse: (settings, typed) => {
    const lines = typed
      .split(/\r\n?|\n/)
      .map(tidied)
      .filter((line) => line !== '')
    if (lines.length === 0) return parsed<readonly Unit[]>(null)
    const read = lines.length > MAX_UNITS ? [] : toUnits(lines)
    return units.fits(settings, read) ? parsed(read) : unreadable(TAKES)
  },
  isSame: (_, a, b) => a.map(normalLine).join('\n') === b.map(normalLine).join('\n'),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  examples: [
    {
      settings: { type: 'units' },
      values: [
        [
          { id: 'min', label: 'minutes', factor: '1' },
          { id: 'h', label: 'hours', factor: '60' },
        ],
        [
          { id: 'min', label: 'minutes', factor: '1' },
          { id: 'h', label: 'hours', factor: '60.0' },
        ],
        [{ id: 'h', label: '', factor: '1' }],
        [{ id: 'h', label: 'hours', factor: '1', retired: true }],
      ],
    },
  ],
}

const TAKES = `This field takes at most ${MAX_UNITS} units, one a line, such as "hours = 60": how many of the first one is.`

const toLine = ({ id, label, factor, retired }: Unit): string =>
  [`[${id}${retired ? ', retired' : ''}]`, ...(label === '' ? [] : [label]), '=', factor].join(' ')

/** Units are written as they are, case counts: a mg is no Mg. */
const normalLine = (unit: Unit): string => toLine({ ...unit, factor: fractionToText(factorToFraction(unit.factor)) })

function toUnits(lines: readonly string[]): readonly unknown[] {
  const written = lines.map((line) => /^(?:\[([^\],]+)(, retired)?\] ?)?(.*?) ?(?:= ?([^=]*))?$/u.exec(line))
  const taken = new Set(written.flatMap((match) => match?.[1] ?? []))
  return written.map((match, at) => {
    const [, id, retired, label = '', factor = at === 0 ? '1' : undefined] = match ?? []
    const made = id ?? letterFirst(label, taken)
    taken.add(made)
    return { id: made, label, factor, ...(retired === undefined ? {} : { retired: true }) }
  })
}

/** Ids of units have a letter first; "10^9/L" alone has none there. */
function letterFirst(label: string, taken: ReadonlySet<string>): string {
  const id = idFor(label, taken)
  return /^[a-z]/.test(id) ? id : idFor(`u ${label}`, taken)
}
