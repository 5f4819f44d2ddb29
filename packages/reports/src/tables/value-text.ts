/** An answer as one text and as something to sort by: in tables, in files and beside the cell in hand. */
import { fieldTypeOf, STATUS_WORDS, toCanonical, type Amount, type Answer, type Field, type Json } from '@tandem/rules'

/** What rows are called, by `<section>/<row>`: a value that names rows holds only their ids. */
export type RowNames = ReadonlyMap<string, string>

/** The value, with its status where that is not "reported": "60", "60 (calculated)", "not reported". */
export function answerText(field: Field, { status, value }: Answer, names: RowNames): string {
  if (value === undefined) return STATUS_WORDS[status]
  const text = valueText(field, value, names)
  return status === 'reported' ? text : `${text} (${STATUS_WORDS[status]})`
}

export function valueText({ settings }: Field, value: Json, names: RowNames): string {
  if (settings.type === 'rows') {
    return (value as readonly string[]).map((id) => names.get(`${settings.section}/${id}`) ?? id).join('; ')
  }
  return fieldTypeOf(settings).show(settings, value)
}

/** By which values of one field are sorted; null where there is no value. */
export type Order = number | string | null

export function orderOf(field: Field, { value }: Answer, names: RowNames): Order {
  if (value === undefined) return null
  // A date as it is stored sorts by date; a year stands before its months.
  if (field.settings.type === 'date') return value as string
  return numberOf(field, value) ?? valueText(field, value, names)
}

/** In the field's first unit; null where it is no number. */
export function numberOf({ settings }: Field, value: Json): number | null {
  if (settings.type === 'whole') return value as number
  return settings.type === 'number' ? toCanonical(settings, value as Amount) : null
}

export const isNumeric = ({ settings }: Field): boolean => settings.type === 'whole' || settings.type === 'number'

/** The unit in which `numberOf` counts; empty where there is none. */
export const unitOf = ({ settings }: Field): string =>
  settings.type === 'number' ? (settings.units[0]?.label ?? '') : ''
