/** Which items a form has, asked without its field types: the browser needs those only where something is filled in. */
import { isId } from '../fields/ids.ts'
import type { Instrument, Item } from '../instruments/definition.ts'
import { placeOf, sectionOfRow } from './cells.ts'
import { isInstrument, type Form } from './form.ts'
import { JOINT } from './structure.ts'

/** Also of what is retired. Rows are made by whoever adds them, so any that could be one is. */
export function hasItem(form: Form, item: string): boolean {
  if (isInstrument(form)) return itemIn(form, item) !== undefined
  return hasRowId(item) && (placeOf(form, item) !== undefined || isRow(form, item))
}

export const isRow = (form: Exclude<Form, Instrument>, item: string): boolean =>
  item.split('/').length === 2 && sectionOfRow(form, item) !== undefined

export function itemIn(instrument: Instrument, id: string): Item | undefined {
  // Asked for every keystroke: no list is made of all items.
  for (const domain of instrument.domains) {
    const item = domain.items.find((one) => one.id === id)
    if (item) return item
  }
  return undefined
}

/** Ids of rows are judged too; those of results are several in one. */
export function hasRowId(item: string): boolean {
  const [, row] = item.split('/')
  return row === undefined || isRowId(row)
}

/** At most four in one: outcome, timepoint and two arms. */
function isRowId(row: string): boolean {
  const ids = row.split(JOINT)
  return ids.length <= 4 && ids.every(isId)
}
