/** What was extracted as rows of plain values, for files: the long form, the wide form, and what each field is. */
import {
  earlierField,
  answerAt,
  cellsOf,
  isAsked,
  noteOf,
  sourcesOf,
  STATUS_WORDS,
  type Cell,
  type ExtractionForm,
  type FieldSettings,
  type Section,
} from '@tandem/rules'
import type { ExtractedReview } from '../tables/extracted.ts'
import { readStudy, type StudyReading, type StudyVersion } from '../tables/reading.ts'
import { answerText, numberOf, unitOf, valueText } from '../tables/value-text.ts'
import type { CsvCell } from './csv.ts'

export type FileRow = readonly CsvCell[]

const OF_VERSION = ['Study', 'Study label', 'Year', 'Version', 'Settled', 'Form version'] as const

const versionCells = ({ study }: StudyReading, { name, isSettled }: StudyVersion): FileRow => [
  study.key,
  study.label,
  study.year,
  name,
  isSettled ? 'yes' : 'no',
  study.form.version,
]

const LONG_HEADER: FileRow = [
  ...OF_VERSION,
  'Cell',
  'Section',
  'Row',
  'Field',
  'Field label',
  'Asked',
  'Status',
  'Value',
  'Number',
  'Unit',
  'Page',
  'Quote',
  'Note',
]

/**
 * One row for each study, version and cell: what is asked, with or without an answer, and what was answered although it is not
 * asked any more. Only versions that the reader may read are there; nothing of a study that is not revealed is.
 */
export function longRows(review: ExtractedReview): readonly FileRow[] {
  return marked(
    review,
    LONG_HEADER,
    readingsOf(review).flatMap((reading) => studyRows(review.form, reading)),
  )
}

/** A study that is not revealed has no version, and with it no row. */
const readingsOf = ({ form, studies }: ExtractedReview): readonly StudyReading[] =>
  studies.map((study) => readStudy(form, study))

function studyRows(form: ExtractionForm, reading: StudyReading): readonly FileRow[] {
  const { study, cells, versions } = reading
  return versions.flatMap((version) => {
    const own = cellsOf(form, version.document, study.structure)
    const known = new Set(own.map(({ id }) => id))
    const others = cells.map(({ cell }) => cell).filter(({ id }) => !known.has(id))
    return [
      ...own
        .map((cell) => [cell, isAsked(form, cell, version.document)] as const)
        .filter(([cell, isCellAsked]) => isCellAsked || answerAt(version.document, cell.id) !== undefined),
      ...others.filter(({ id }) => answerAt(version.document, id) !== undefined).map((cell) => [cell, false] as const),
    ].map(([cell, isCellAsked]) => longRow(reading, version, cell, isCellAsked))
  })
}

function longRow(reading: StudyReading, version: StudyVersion, cell: Cell, isCellAsked: boolean): FileRow {
  const { section, row, field, id } = cell
  const answer = answerAt(version.document, id)
  const value = answer?.value
  const number = value === undefined ? null : numberOf(field, value)
  const sources = sourcesOf(version.document, id)
  return [
    ...versionCells(reading, version),
    id,
    section.title,
    row?.label ?? null,
    field.id,
    // As the study was asked: a later version may have other words.
    earlierField(section, field.id, reading.study.form)?.label ?? field.label,
    isCellAsked ? 'yes' : 'no',
    answer ? STATUS_WORDS[answer.status] : null,
    value === undefined ? null : valueText(field, value, reading.names),
    number,
    number === null ? null : unitOf(field) || null,
    joined(sources.map(({ page }) => page ?? '')),
    joined(sources.map(({ quote }) => quote)),
    noteOf(version.document, id) || null,
  ]
}

/** Several sources of one cell, in their order. */
const joined = (texts: readonly string[]): string | null => texts.filter((text) => text !== '').join(' | ') || null

/**
 * One row for each study and version, one column for each cell. Rows of a section are numbered, because arms and outcomes of
 * two studies have nothing in common but their order; `<section>.<n>` says which row the n-th is, and a row has the same
 * number in all versions of a study.
 */
export function wideRows(review: ExtractedReview): readonly FileRow[] {
  const readings = readingsOf(review).map((reading) => ({ reading, rows: rowsBySection(reading) }))
  const columns = wideColumns(
    review.form,
    readings.map(({ rows }) => rows),
  )
  const header = [...OF_VERSION, ...columns.map(({ name }) => name)]
  const body = readings.flatMap(({ reading, rows }) => {
    const byId = new Map(reading.cells.map(({ cell }) => [cell.id, cell]))
    return reading.versions.map((version) => [
      ...versionCells(reading, version),
      ...columns.map((column) => wideCell(column, rows, byId, reading, version)),
    ])
  })
  return marked(review, header, body)
}

type SectionRow = { readonly id: string; readonly label: string }
type RowsBySection = ReadonlyMap<string, readonly SectionRow[]>

function rowsBySection({ cells }: StudyReading): RowsBySection {
  const rows = new Map<string, Map<string, SectionRow>>()
  for (const { cell } of cells) {
    if (cell.row === null) continue
    const known = rows.get(cell.section.id) ?? new Map<string, SectionRow>()
    rows.set(cell.section.id, known.set(cell.row.id, cell.row))
  }
  return new Map([...rows].map(([section, known]) => [section, [...known.values()]]))
}

type WideColumn = {
  readonly name: string
  readonly section: Section
  /** From 0; null where the section is filled in once. */
  readonly row: number | null
  /** Null: the column names the row. */
  readonly field: string | null
}

function wideColumns({ sections }: ExtractionForm, studies: readonly RowsBySection[]): readonly WideColumn[] {
  return sections.flatMap((section): readonly WideColumn[] => {
    const fields = section.fields.map(({ id }) => id)
    if (section.per === 'study') return fields.map((field) => ({ name: field, section, row: null, field }))
    const most = Math.max(0, ...studies.map((rows) => rows.get(section.id)?.length ?? 0))
    return Array.from({ length: most }, (_, row) => row).flatMap((row) => [
      { name: `${section.id}.${row + 1}`, section, row, field: null },
      ...fields.map((field) => ({ name: `${section.id}.${row + 1}.${field}`, section, row, field })),
    ])
  })
}

function wideCell(
  { section, row, field }: WideColumn,
  rows: RowsBySection,
  cells: ReadonlyMap<string, Cell>,
  { names }: StudyReading,
  { document }: StudyVersion,
): CsvCell {
  const at = row === null ? null : rows.get(section.id)?.[row]
  if (at === undefined) return null
  if (field === null) return at?.label ?? null
  const cell = cells.get(at === null ? field : `${section.id}/${at.id}/${field}`)
  const answer = cell && answerAt(document, cell.id)
  return cell && answer ? answerText(cell.field, answer, names) : null
}

/** The codebook: each field of the form, also those that are retired. */
export function fieldRows({ form }: ExtractedReview): readonly FileRow[] {
  const header = [
    'Section',
    'Section title',
    'Filled in per',
    'Field',
    'Label',
    'Type',
    'Takes',
    'Required',
    'Retired',
    'Help',
  ]
  return [
    header,
    ...form.sections.flatMap((section) =>
      section.fields.map((field) => [
        section.id,
        section.title,
        section.per,
        field.id,
        field.label,
        field.settings.type,
        takesText(field.settings),
        field.required ? 'yes' : 'no',
        section.retired || field.retired ? 'yes' : 'no',
        field.help || null,
      ]),
    ),
  ]
}

/** What a field takes: its options, its units, its range. */
function takesText(settings: FieldSettings): string | null {
  if (settings.type === 'choice' || settings.type === 'choices') return settings.options.map(labelled).join('; ')
  if (settings.type === 'rows') return `rows of ${settings.section}`
  if (settings.type !== 'number' && settings.type !== 'whole') return null
  const units = settings.type === 'number' ? settings.units.map(({ label, factor }) => `${label} = ${factor}`) : []
  const from = settings.min === null ? [] : [`from ${settings.min}`]
  const to = settings.max === null ? [] : [`to ${settings.max}`]
  return [...units, ...from, ...to].join('; ') || null
}

const labelled = ({ id, label }: { readonly id: string; readonly label: string }): string => `${id} = ${label}`

/** A column and no extra row, so that the file stays one rectangular table and no row can lose the sentence. */
export function marked({ invented }: ExtractedReview, header: FileRow, rows: readonly FileRow[]): readonly FileRow[] {
  if (invented === null) return [header, ...rows]
  return [[...header, 'Invented'], ...rows.map((row) => [...row, invented])]
}
