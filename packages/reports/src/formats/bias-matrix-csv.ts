/** The bias matrix as a table: one row per study, one column per item, then subscales and total. */
import { itemsOf, type Domain } from '@tandem/rules'
import { bandText, cellText, rangeText, type BiasMatrix, type MatrixRow } from '../matrix.ts'
import { csv, type CsvCell } from './csv.ts'

export type CsvOptions = { readonly byteOrderMark?: boolean }

/** While items are open a total reads "14 to 15"; while a study is hidden its cells say so. */
export function biasMatrixCsv(matrix: BiasMatrix, options: CsvOptions = {}): string {
  const rows = [header(matrix), ...matrix.rows.map((row) => rowCells(matrix, row))]
  // A column and no extra row: the file stays one rectangular table, and no row can lose the sentence.
  const marked = rows.map((row, place) => [...row, ...invented(matrix, place)])
  return csv(marked, options.byteOrderMark)
}

function header({ instrument }: BiasMatrix): readonly CsvCell[] {
  return [
    'Study',
    'Design',
    ...itemsOf(instrument).map((item) => `${item.number} ${item.text}`),
    ...instrument.domains.map((domain) => `${domain.title}, points of ${highest(domain)}`),
    'Total',
    'Maximum',
    'Band',
    'State',
    'Submitted',
  ]
}

function rowCells(matrix: BiasMatrix, row: MatrixRow): readonly CsvCell[] {
  return [
    row.study.label,
    row.study.design,
    ...row.cells.map((cell) => cellText(matrix.instrument, cell)),
    ...(row.score?.domains ?? matrix.instrument.domains.map(() => null)).map((range) => range && rangeCell(range)),
    row.score && rangeCell(row.score.total),
    row.score && row.score.total.maximum,
    row.score && bandText(row.score.bands),
    row.state,
    `${row.submitted} of ${row.reviewers}`,
  ]
}

const rangeCell = (range: { readonly low: number; readonly high: number }): CsvCell =>
  range.low === range.high ? range.low : rangeText(range)

function highest(domain: Domain): number {
  const items = domain.items.filter((item) => !item.retired)
  return items.reduce((total, item) => total + Math.max(...item.options.map((option) => option.points)), 0)
}

const invented = (matrix: BiasMatrix, place: number): readonly CsvCell[] =>
  matrix.invented === null ? [] : [place === 0 ? 'Invented' : matrix.invented]
