/** Questions of a form of data extraction by their names. No field types: every page of a review may name one. */
import { placeOf, sectionOfRow, type Cell, type ExtractionForm } from '@tandem/rules'

/** "Mean age", "Mean age, Participants": which row it is in is known only where the document is open. */
export function cellTitle(form: ExtractionForm, item: string): string {
  const place = placeOf(form, item)
  if (place) return place.section.per === 'study' ? place.field.label : `${place.field.label}, ${place.section.title}`
  const section = sectionOfRow(form, item) ?? form.sections.find(({ id }) => id === item)
  return section?.title ?? item
}

/** "Mean, Return to work, 12 months, Back school": the label first, so that it is found by what is on screen. */
export const cellName = ({ field, row }: Pick<Cell, 'field' | 'row'>): string =>
  row === null || row.label === '' ? field.label : `${field.label}, ${row.label}`
