/** Every field type, one line each. A new one is a file beside this one and a line here. */
import type { Json } from '../json.ts'
import { choice } from './choice.ts'
import type { FieldType, Settings } from './field-type.ts'
import { text } from './text.ts'

const TYPES = { text, choice } as const

export type FieldTypeId = keyof typeof TYPES
/** The settings of a field, whichever type it has. */
export type FieldSettings = (typeof TYPES)[FieldTypeId]['fresh']

/** In the order in which the form builder offers them. */
export const FIELD_TYPES: readonly FieldType<FieldSettings, Json>[] = Object.values(TYPES) as never

/** The type that these settings belong to. */
export function fieldTypeOf<S extends Settings<string>>({ type }: S): FieldType<S, Json> {
  return (TYPES as unknown as Record<string, FieldType<S, Json>>)[type] ?? missing(type)
}

export const isFieldType = (type: string): type is FieldTypeId => Object.hasOwn(TYPES, type)

function missing(type: string): never {
  throw new Error(`there is no field type ${type}`)
}
