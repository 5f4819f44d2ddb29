/** What is missing and what is in conflict, as lists of cells. */
import { currentSections, type Section } from '@tandem/rules'
import { cellPart } from './cells.ts'
import type { ExtractedReview } from './extracted.ts'
import { readStudy, type ReadCell, type StudyReading } from './reading.ts'
import { plainCell, plainColumn, type Table } from './table.ts'

export type ListedCell = {
  readonly study: StudyReading['study']
  /** The id of the cell; of a section without a row, the section's. */
  readonly address: string
  readonly section: string
  readonly row: string
  readonly field: string
  /** Whether the form requires an answer. */
  readonly isRequired: boolean
  /** What each draft says, in their order. */
  readonly drafts: readonly string[]
  /** What the open consensus holds already; empty where it holds nothing. */
  readonly decided: string
}

/** Cells that are asked and of which nobody has said anything, of the studies that can be read. */
export function missing(review: ExtractedReview): readonly ListedCell[] {
  return listed(review, (reading) => [
    ...rowlessSections(review, reading).map((section) => sectionListed(reading, section)),
    ...reading.cells.filter(({ state }) => state === 'missing').map((read) => cellListed(reading, read)),
  ])
}

/** Cells about which the drafts of a study that is not settled differ, also where only one of them says anything. */
export function conflicts(review: ExtractedReview): readonly ListedCell[] {
  return listed(review, (reading) =>
    reading.cells
      .filter(({ state }) => state === 'conflict' || state === 'one-draft')
      .map((read) => cellListed(reading, read)),
  )
}

const listed = (
  { form, studies }: ExtractedReview,
  cellsIn: (reading: StudyReading) => readonly ListedCell[],
): readonly ListedCell[] =>
  studies.flatMap((study) => {
    const reading = readStudy(form, study)
    return reading.isHidden ? [] : cellsIn(reading)
  })

function rowlessSections({ form }: ExtractedReview, { study, cells }: StudyReading): readonly Section[] {
  const wasAsked = ({ id }: Section): boolean => study.form.sections.some((section) => section.id === id)
  return currentSections(form).filter(
    (section) => section.per === 'row' && wasAsked(section) && !cells.some(({ cell }) => cell.section === section),
  )
}

const sectionListed = ({ study }: StudyReading, section: Section): ListedCell => ({
  study,
  address: section.id,
  section: section.title,
  row: '',
  field: 'any row',
  isRequired: section.required ?? false,
  drafts: [],
  decided: '',
})

function cellListed({ study, names }: StudyReading, read: ReadCell): ListedCell {
  const { section, row, field, id } = read.cell
  const answered = read.answer === undefined ? '' : cellPart({ ...read, state: 'agreed' }, names, '').text
  return {
    study,
    address: id,
    section: section.title,
    row: row?.label ?? '',
    field: field.label,
    isRequired: field.required,
    drafts: cellPart(read, names, '').drafts,
    decided: answered,
  }
}

/** The cells as a table. @param of which of the two lists it is: what is missing has no drafts to show. */
export function gapsTable(cells: readonly ListedCell[], of: 'missing' | 'conflicts'): Table {
  const draftCount = cells.reduce((most, { drafts }) => Math.max(most, drafts.length), 0)
  const drafts = of === 'missing' ? [] : Array.from({ length: draftCount }, (_, at) => at)
  return {
    columns: [
      plainColumn('section', 'Section'),
      plainColumn('row', 'Row'),
      plainColumn('field', 'Question'),
      ...drafts.map((at) => plainColumn(`draft-${at + 1}`, `Reviewer ${at + 1}`)),
      of === 'missing' ? plainColumn('required', 'Required') : plainColumn('decided', 'In the open consensus'),
    ],
    rows: cells.map((cell) => ({
      id: `${cell.study.key} ${cell.address}`,
      study: cell.study,
      cells: [
        cell.section,
        cell.row,
        cell.field,
        ...drafts.map((at) => cell.drafts[at] ?? ''),
        of === 'missing' ? (cell.isRequired ? 'required' : '') : cell.decided,
      ].map((text) => plainCell(text, cell.address)),
    })),
  }
}
