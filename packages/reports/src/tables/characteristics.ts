/** Characteristics of the included studies: one row per study; what is asked per arm or row is listed inside its cell. */
import { currentSections, type ExtractionForm, type Field, type Section } from '@tandem/rules'
import { emptyCell, fieldCell, listCell } from './cells.ts'
import type { ExtractedReview } from './extracted.ts'
import { readStudy, type ReadCell, type StudyReading } from './reading.ts'
import { plainCell, plainColumn, withColumns, type Column, type Table, type TableCell, type TableRow } from './table.ts'
import { isNumeric } from './value-text.ts'

/** @param columns ids, in the order to show; all of the form, and those of retired fields that somebody answered. */
export function characteristics(review: ExtractedReview, columns?: readonly string[]): Table {
  const { form } = review
  const readings = review.studies.map((study) => readStudy(form, study))
  const asked = [...questionsOf(form), ...retiredQuestions(form, readings)]
  const table = withVersions(readings, {
    columns: asked.map(columnOf),
    rows: readings.map((reading) => rowOf(asked, reading)),
  })
  return columns === undefined ? table : withColumns(table, columns)
}

/** Which version each study was extracted with, where they differ. */
function withVersions(readings: readonly StudyReading[], { columns, rows }: Table): Table {
  const read = readings.filter(({ isHidden }) => !isHidden)
  if (new Set(read.map(({ study }) => study.form.version)).size < 2) return { columns, rows }
  const version = ({ study, isHidden }: StudyReading): TableCell =>
    isHidden ? emptyCell('hidden') : { ...plainCell(String(study.form.version)), order: study.form.version }
  return {
    columns: [...columns, plainColumn('form-version', 'Version of the form', true)],
    rows: rows.map((row, at) => {
      const reading = readings[at]
      return reading ? { ...row, cells: [...row.cells, version(reading)] } : row
    }),
  }
}

type Question = { readonly section: Section; readonly field: Field; readonly isRetired: boolean }

/** Results have tables of their own. */
const isCharacteristic = ({ per }: Section): boolean => per !== 'result' && per !== 'contrast'

const questionsOf = (form: ExtractionForm): readonly Question[] =>
  currentSections(form)
    .filter(isCharacteristic)
    .flatMap((section) =>
      section.fields.filter(({ retired }) => !retired).map((field) => ({ section, field, isRetired: false })),
    )

function retiredQuestions({ sections }: ExtractionForm, readings: readonly StudyReading[]): readonly Question[] {
  const answered = new Set(
    readings.flatMap(({ cells }) =>
      cells.flatMap(({ cell, state, answer }) => (state === 'not-asked' && answer ? [cell.field] : [])),
    ),
  )
  return sections
    .filter(isCharacteristic)
    .flatMap((section) =>
      section.fields
        .filter((field) => (section.retired || field.retired) && answered.has(field))
        .map((field) => ({ section, field, isRetired: true })),
    )
}

const questionId = ({ id, per }: Section, field: Field): string => (per === 'study' ? field.id : `${id}/${field.id}`)

const columnOf = ({ section, field, isRetired }: Question): Column => ({
  id: questionId(section, field),
  label: field.label,
  group: section.title,
  isNumeric: isNumeric(field),
  isRetired,
})

function rowOf(asked: readonly Question[], reading: StudyReading): TableRow {
  const { key, label, state } = reading.study
  const byQuestion = Map.groupBy(reading.cells, ({ cell }) => questionId(cell.section, cell.field))
  return {
    id: key,
    study: { key, label, state },
    cells: asked.map((question) => {
      if (reading.isHidden) return emptyCell('hidden')
      const reads = byQuestion.get(questionId(question.section, question.field)) ?? []
      return questionCell(question, question.isRetired ? reads : reads.filter(isOfARow), reading)
    }),
  }
}

/** What was answered of an arm that the structure has lost has no place in the table; the long file has it. */
const isOfARow = ({ state, answer }: ReadCell): boolean => state !== 'not-asked' || answer === undefined

function questionCell({ section, field }: Question, reads: readonly ReadCell[], { names }: StudyReading): TableCell {
  const [first] = reads
  if (section.per === 'study') return first ? fieldCell(first, names) : emptyCell('not-asked')
  // Rows that people add are missing as a whole; those of a structure that is not agreed cannot be asked for yet.
  if (!first) return section.per === 'row' ? emptyCell('missing', section.id) : emptyCell('not-asked')
  return listCell(reads, names, section.key !== field.id)
}
