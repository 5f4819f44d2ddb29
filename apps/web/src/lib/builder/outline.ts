/** The form under construction at a glance: which sections and fields there are, in their order, and where one may be moved. */
import {
  answerAt,
  cellId,
  fieldIdOf,
  FIELDS,
  rowIdsIn,
  SECTIONS,
  type PlainDocument,
  type Repeats,
} from '@tandem/rules'

export type SectionLine = {
  readonly id: string
  readonly title: string
  readonly per: Repeats
  readonly fields: readonly FieldLine[]
}

export type FieldLine = {
  /** Of the document. */
  readonly row: string
  /** Of the form: what answers belong to. */
  readonly id: string
  readonly section: string
  readonly label: string
}

export function outlineIn(document: PlainDocument): readonly SectionLine[] {
  const textAt = (section: string, row: string, name: string): string => {
    const value = answerAt(document, cellId(section, row, name))?.value
    return typeof value === 'string' ? value : ''
  }
  const fields = rowIdsIn(document, FIELDS).map((row) => ({
    row,
    id: fieldIdOf(row),
    section: textAt(FIELDS, row, 'section'),
    label: textAt(FIELDS, row, 'label'),
  }))
  const bySection = Map.groupBy(fields, ({ section }) => section)
  return rowIdsIn(document, SECTIONS).map((id) => ({
    id,
    title: textAt(SECTIONS, id, 'title'),
    per: (textAt(SECTIONS, id, 'per') || 'study') as Repeats,
    fields: bySection.get(id) ?? [],
  }))
}

/**
 * Why a field may not stand in a section; null where it may. Answers stand at the id of their field, those of sections that
 * are filled in more than once below the id of the section.
 *
 * @param wasPublished answers of it may exist.
 */
export function objectionTo(
  outline: readonly SectionLine[],
  field: FieldLine,
  section: SectionLine,
  wasPublished: boolean,
): 'published' | 'id-taken' | null {
  if (section.id === field.section) return null
  const from = outline.find(({ id }) => id === field.section)
  const staysOnce = from?.per === 'study' && section.per === 'study'
  if (wasPublished && !staysOnce) return 'published'
  const neighbours = section.per === 'study' ? outline.filter(({ per }) => per === 'study') : [section]
  const isTaken = neighbours.some(({ fields }) => fields.some(({ id, row }) => id === field.id && row !== field.row))
  return isTaken ? 'id-taken' : null
}

export type Target = { readonly section: string; readonly at: number }

/**
 * Where a step up or down leads: past the neighbour, and at the edge of its section into the next one in which it may stand.
 * Null where that is nowhere.
 */
export function fieldStep(
  outline: readonly SectionLine[],
  field: FieldLine,
  by: 1 | -1,
  wasPublished: boolean,
): Target | null {
  const here = outline.findIndex(({ id }) => id === field.section)
  const own = outline[here]
  if (!own) return null
  const at = own.fields.findIndex(({ row }) => row === field.row) + by
  if (at >= 0 && at < own.fields.length) return { section: own.id, at }
  const beyond = by === 1 ? outline.slice(here + 1) : outline.slice(0, here).reverse()
  const next = beyond.find((section) => objectionTo(outline, field, section, wasPublished) === null)
  return next ? { section: next.id, at: by === 1 ? 0 : next.fields.length } : null
}

/** Everything that can be taken in hand, from the top, as it stands on screen. */
export function stops(outline: readonly SectionLine[]): readonly Part[] {
  return [
    { is: 'form' },
    ...outline.flatMap(({ id, fields }): readonly Part[] => [
      { is: 'section', section: id },
      ...fields.map(({ row }): Part => ({ is: 'field', row })),
    ]),
  ]
}

export type Part =
  | { readonly is: 'form' }
  | { readonly is: 'section'; readonly section: string }
  | { readonly is: 'field'; readonly row: string }

/** What the items of a part begin with in the document. */
export function rowOf(part: Part): string {
  switch (part.is) {
    case 'form':
      return ''
    case 'section':
      return `${SECTIONS}/${part.section}`
    case 'field':
      return `${FIELDS}/${part.row}`
  }
}

export const isSamePart = (a: Part, b: Part): boolean => rowOf(a) === rowOf(b)

/** The part that an item of the document belongs to. */
export function partOf(item: string): Part {
  const [list, row] = item.split('/')
  if (row === undefined) return { is: 'form' }
  return list === SECTIONS ? { is: 'section', section: row } : { is: 'field', row }
}
