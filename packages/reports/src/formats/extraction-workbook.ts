/** What was extracted as the sheets of a workbook: plain data, which whoever writes the file turns into cells. */
import type { EffectCell } from '../tables/effects.ts'
import { characteristics } from '../tables/characteristics.ts'
import type { ExtractedReview } from '../tables/extracted.ts'
import { resultsOf } from '../tables/results.ts'
import type { Column, Table, TableCell } from '../tables/table.ts'
import type { CsvCell } from './csv.ts'
import { fieldRows, longRows, marked, type FileRow } from './extraction-rows.ts'
import { columnTitle } from './extraction-tsv.ts'
import type { Sheet } from './xlsx.ts'

export type WorkbookAbout = {
  readonly title: string
  /** Of the review: where it is registered or published. */
  readonly reference: string
  /** The day on which the file is made, as the reader's calendar has it: "2026-11-23". */
  readonly date: string
}

export function extractionWorkbook(review: ExtractedReview, about: WorkbookAbout): readonly Sheet[] {
  return [
    { name: 'Studies', rows: studySheet(review) },
    { name: 'Results', rows: resultSheet(review) },
    { name: 'Long', rows: longRows(review) },
    { name: 'Fields', rows: fieldRows(review) },
    { name: 'About', rows: aboutSheet(review, about) },
  ]
}

function studySheet(review: ExtractedReview): readonly FileRow[] {
  const { columns, rows } = characteristics(review)
  const years = new Map(review.studies.map(({ key, year }) => [key, year]))
  return marked(
    review,
    ['Study', 'Study label', 'Year', 'State', ...columns.map(columnTitle)],
    rows.map(({ study, cells }) => [
      study.key,
      study.label,
      years.get(study.key) ?? null,
      study.state,
      ...cells.map((cell, at) => sheetCell(cell, columns[at])),
    ]),
  )
}

const OF_RESULTS = ['Study', 'Study label', 'Outcome', 'Domain', 'Timepoint', 'Arm', 'Against'] as const

/** Arms and comparisons in one sheet: a row of an arm leaves the columns of comparisons empty, and the other way round. */
function resultSheet(review: ExtractedReview): readonly FileRow[] {
  const { arms, comparisons, effects } = resultsOf(review)
  const ofArms = extractedColumns(arms)
  const ofPairs = extractedColumns(comparisons)
  const measures = [...new Set(effects.flat().map(({ measure }) => measure))]
  const header = [
    ...OF_RESULTS,
    ...ofArms.map(({ column }) => columnTitle(column)),
    ...ofPairs.map(({ column }) => columnTitle(column)),
    ...measures.flatMap((measure) => EFFECT_PARTS.map(({ name }) => `${measure}${name}`)),
  ]
  const without = (count: number): FileRow => Array<CsvCell>(count).fill(null)
  const width = measures.length * EFFECT_PARTS.length
  const aboutAt = ({ cells }: Table['rows'][number], count: number): FileRow =>
    cells.slice(0, count).map(({ text }) => text)
  return marked(review, header, [
    ...arms.rows.map((row) => [
      row.study.key,
      row.study.label,
      ...aboutAt(row, 4),
      null,
      ...ofArms.map(({ column, at }) => sheetCell(row.cells[at], column)),
      ...without(ofPairs.length + width),
    ]),
    ...comparisons.rows.map((row, place) => [
      row.study.key,
      row.study.label,
      ...aboutAt(row, 5),
      ...without(ofArms.length),
      ...ofPairs.map(({ column, at }) => sheetCell(row.cells[at], column)),
      ...measures.flatMap((measure) => effectCells(effects[place]?.find((effect) => effect.measure === measure))),
    ]),
  ])
}

/** Those of the form; names and effects have columns of their own. */
const extractedColumns = ({ columns }: Table): readonly { readonly column: Column; readonly at: number }[] =>
  columns.map((column, at) => ({ column, at })).filter(({ column }) => column.group !== '')

const EFFECT_PARTS = [
  { name: '', of: (effect: EffectCell) => (effect.ok ? effect.estimate : null) },
  { name: ' from', of: (effect: EffectCell) => (effect.ok ? effect.low : null) },
  { name: ' to', of: (effect: EffectCell) => (effect.ok ? effect.high : null) },
  { name: ' SE', of: (effect: EffectCell) => (effect.ok ? effect.standardError : null) },
  { name: ' why not', of: (effect: EffectCell) => (effect.ok ? null : effect.reason) },
] as const

const effectCells = (effect: EffectCell | undefined): FileRow =>
  EFFECT_PARTS.map(({ of }) => (effect === undefined ? null : of(effect)))

/** A number as a number where that is all the cell says; with a unit, a status or a doubt it stays words. */
function sheetCell(cell: TableCell | undefined, column: Column | undefined): CsvCell {
  if (cell === undefined || cell.text === '') return null
  const isBare = column?.isNumeric && typeof cell.order === 'number' && /^-?\d+(?:\.\d+)?$/.test(cell.text)
  return isBare ? Number(cell.text) : cell.text
}

function aboutSheet({ form, studies, invented }: ExtractedReview, about: WorkbookAbout): readonly FileRow[] {
  const versions = [...new Set(studies.map((study) => study.form.version))].sort((a, b) => a - b)
  return [
    ['Review', about.title],
    ...(about.reference === '' ? [] : [['Reference', about.reference]]),
    ['Form', `${form.title}, version ${form.version}`],
    ['Extracted with version', versions.join(', ')],
    ['Studies', studies.length],
    ['Made on', about.date],
    ['Content', CONTENT],
    [
      'Effects',
      'Of the first arm against the second, with limits of 95 %; SE on the scale of the analysis, of a ratio its logarithm.',
    ],
    ...(invented === null ? [] : [['Invented', invented]]),
  ]
}

const CONTENT =
  'Studies: characteristics, one row each. Results: one row for each arm and each comparison. Long: every version of every cell. Fields: what was asked. Drafts are there once they are revealed.'
