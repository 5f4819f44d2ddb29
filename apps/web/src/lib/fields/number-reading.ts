/** A number whose unit stands beside it, in a list, rather than behind it. */
import { fieldTypeOf, type Amount, type FieldSettings, type Json, type Parsed } from '@tandem/rules'

export type NumberSettings = Extract<FieldSettings, { readonly type: 'number' }>

/**
 * Whoever types a unit means it. Otherwise it is the one that was chosen; none is chosen for anybody, because nobody would
 * see the mistake.
 */
export function readNumber(settings: NumberSettings, text: string, chosen: string | null): Parsed<Json> {
  const type = fieldTypeOf(settings)
  const read = type.parse(settings, text)
  const unit = settings.units.find(({ id }) => id === chosen)
  if (unit === undefined) return read
  const withUnit = type.parse(settings, `${text} ${unit.label}`)
  return withUnit.ok ? withUnit : read
}

export const isAmount = (value: Json): value is Amount =>
  typeof value === 'object' && value !== null && 'amount' in value && 'unit' in value

/** Without its unit, where the unit stands beside it. */
export const shownNumber = (settings: NumberSettings, value: Json, isUnitBeside: boolean): string =>
  isUnitBeside && isAmount(value) ? value.amount : fieldTypeOf(settings).show(settings, value)
