/** Every field type, one line each. A new one is a file beside this one and a line here. */
import type { Json } from '../json.ts'
import { choice } from './choice.ts'
import { choices } from './choices.ts'
import { condition } from './condition.ts'
import { counts } from './counts.ts'
import { country } from './country.ts'
import { date } from './date.ts'
import type { FieldType, Settings } from './field-type.ts'
import { longText } from './long-text.ts'
import { number } from './number.ts'
import { options } from './options.ts'
import { references } from './references.ts'
import { rows } from './rows.ts'
import { text } from './text.ts'
import { units } from './units.ts'
import { whole } from './whole.ts'
import { yesNoUnclear } from './yes-no-unclear.ts'

const TYPES = {
  text,
  'long-text': longText,
  number,
  whole,
  date,
  choice,
  choices,
  'yes-no-unclear': yesNoUnclear,
  country,
  references,
  counts,
  rows,
  options,
  units,
  condition,
} as const

export type FieldTypeId = keyof typeof TYPES
/** The settings of a field, whichever type it has. */
export type FieldSettings = (typeof TYPES)[FieldTypeId]['fresh']

/** In the order in which the form builder offers them; those `isForBuilders` it does not. */
export const FIELD_TYPES: readonly FieldType<FieldSettings, Json>[] = Object.values(TYPES) as never

/** The type that these settings belong to. */
export function fieldTypeOf<S extends Settings<string>>({ type }: S): FieldType<S, Json> {
  return isFieldType(type) ? (TYPES[type] as unknown as FieldType<S, Json>) : missing(type)
}

export const isFieldType = (type: string): type is FieldTypeId => Object.hasOwn(TYPES, type)

function missing(type: string): never {
  throw new Error(`there is no field type ${type}`)
}
