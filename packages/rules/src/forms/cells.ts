/** The cells of a form: every question, once for each row of its section. */
import type { PlainDocument } from '../content/index.ts'
import type { Condition } from '../instruments/definition.ts'
import type { Answer } from './answer.ts'
import type { ExtractionForm, Field, Section } from './definition.ts'
import { answerAt, cellId, rowIdsIn } from './rows.ts'
import { structureRows, type Row, type Structure } from './structure.ts'

export type Cell = {
  /** Its place in the document: `<field>`, or `<section>/<row>/<field>`. */
  readonly id: string
  readonly section: Section
  readonly row: Row | null
  readonly field: Field
}

/** Of sections and fields that are not retired, in the form's order. Those of results only where a structure is agreed. */
export function cellsOf(form: ExtractionForm, document: PlainDocument, structure: Structure | null): readonly Cell[] {
  return currentSections(form).flatMap((section) => cellsOfSection(section, document, structure))
}

function cellsOfSection(section: Section, document: PlainDocument, structure: Structure | null): readonly Cell[] {
  const fields = section.fields.filter(({ retired }) => !retired)
  const rows = rowsOf(section, document, structure)
  if (rows === null) return fields.map((field) => ({ id: field.id, section, row: null, field }))
  return rows.flatMap((row) =>
    fields
      .filter((field) => isMeasured(field, row))
      .map((field) => ({ id: cellId(section.id, row.id, field.id), section, row, field })),
  )
}

/** Null for a section that is filled in once. */
export function rowsOf(section: Section, document: PlainDocument, structure: Structure | null): readonly Row[] | null {
  if (section.per === 'study') return null
  if (section.per === 'row')
    return rowIdsIn(document, section.id).map((id) => ({ id, label: rowLabel(section, id, document) }))
  return structure === null ? [] : structureRows(section, structure)
}

function rowLabel({ id: section, key }: Section, row: string, document: PlainDocument): string {
  const value = key === undefined ? undefined : answerAt(document, cellId(section, row, key))?.value
  return typeof value === 'string' ? value : ''
}

const isMeasured = ({ measures }: Field, { measure }: Row): boolean =>
  measures === undefined || measure === undefined || measures.includes(measure)

export const currentSections = ({ sections }: ExtractionForm): readonly Section[] =>
  sections.filter(({ retired }) => !retired)

/**
 * Whether the question is asked. A condition names a field of the same row, or one of the study; the answer to a question
 * that is not asked opens no gate.
 */
export function isAsked(form: ExtractionForm, cell: Cell, document: PlainDocument): boolean {
  return isAskedOnce(form, cell, document, new Map())
}

/** @param known what was found out already: each gate is looked at once, however many conditions lead to it. */
function isAskedOnce(form: ExtractionForm, cell: Cell, document: PlainDocument, known: Map<string, boolean>): boolean {
  const { when } = cell.field
  if (when === undefined) return true
  const found = known.get(cell.id) ?? holds(when, (field) => gateOf(form, cell, field, document, known))
  known.set(cell.id, found)
  return found
}

function holds(condition: Condition, valueOf: (field: string) => unknown): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, valueOf))
  if ('any' in condition) return condition.any.some((part) => holds(part, valueOf))
  const value = valueOf(condition.item)
  const given = Array.isArray(value) ? value : [value]
  return given.some((one) => typeof one === 'string' && condition.in.includes(one))
}

function gateOf(
  form: ExtractionForm,
  cell: Cell,
  field: string,
  document: PlainDocument,
  known: Map<string, boolean>,
): unknown {
  const gate = gateBefore(form, cell, field)
  return gate && isAskedOnce(form, gate, document, known) ? answerAt(document, gate.id)?.value : undefined
}

/**
 * The gate that a condition names: a field before it in its section or else one of the study, as `formFaults` looks for it. A
 * row may have a field of the same id as the study; taken from behind, that would lead round in a circle.
 */
function gateBefore(form: ExtractionForm, { section, row, field }: Cell, id: string): Cell | undefined {
  const before = section.fields.slice(
    0,
    section.fields.findIndex((one) => one.id === field.id),
  )
  const beside = before.findLast((one) => one.id === id)
  if (beside) return { id: row ? cellId(section.id, row.id, id) : id, section, row, field: beside }
  const place = placeOf(form, id)
  return place && { id, section: place.section, row: null, field: place.field }
}

/** The answers that count, by cell: to questions that are asked. */
export function countedCells(
  form: ExtractionForm,
  document: PlainDocument,
  cells: readonly Cell[],
): ReadonlyMap<string, Answer> {
  const counted = new Map<string, Answer>()
  for (const cell of cells) {
    const answer = answerAt(document, cell.id)
    if (answer !== undefined && isAsked(form, cell, document)) counted.set(cell.id, answer)
  }
  return counted
}

export type FieldPlace = { readonly section: Section; readonly field: Field }

/** The field that an item of a document belongs to, whether it is still asked or not; undefined if there is none. */
export function placeOf(form: ExtractionForm, item: string): FieldPlace | undefined {
  const [section, row, field, ...rest] = item.split('/')
  if (rest.length > 0) return undefined
  const place = placesIn(form).get(field === undefined ? item : `${section}//${field}`)
  return place && (row === undefined) === (place.section.per === 'study') ? place : undefined
}

/** The section that a row of a document belongs to. */
export function sectionOfRow(form: ExtractionForm, row: string): Section | undefined {
  const section = form.sections.find(({ id }) => id === row.slice(0, row.indexOf('/')))
  return section?.per === 'row' ? section : undefined
}

const PLACES = new WeakMap<ExtractionForm, ReadonlyMap<string, FieldPlace>>()

/** Made once for each form: it is asked for every keystroke. */
function placesIn(form: ExtractionForm): ReadonlyMap<string, FieldPlace> {
  const known = PLACES.get(form)
  if (known) return known
  const places = new Map(
    form.sections.flatMap((section) =>
      section.fields.map((field) => [
        section.per === 'study' ? field.id : `${section.id}//${field.id}`,
        { section, field },
      ]),
    ),
  )
  PLACES.set(form, places)
  return places
}

/** Its answer is a long text, which is typed together in a shared document. */
export const isLongText = ({ settings }: Pick<Field, 'settings'>): boolean => (settings.type as string) === 'long-text'
