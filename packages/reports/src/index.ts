export {
  bandText,
  biasMatrix,
  cellText,
  optionIn,
  rangeText,
  type BiasMatrix,
  type LiveAnswers,
  type MatrixCell,
  type MatrixRow,
  type MatrixScore,
} from './matrix.ts'
export { biasMatrixSvg } from './figures/bias-matrix.ts'
export { matrixInWords, matrixTitle } from './figures/bias-matrix-words.ts'
export { biasMatrixCsv, type CsvOptions } from './formats/bias-matrix-csv.ts'
export { characteristics } from './tables/characteristics.ts'
export { effectText, type EffectCell } from './tables/effects.ts'
export type { ExtractedReview, ExtractedStudy } from './tables/extracted.ts'
export { conflicts, gapsTable, missing, type ListedCell } from './tables/gaps.ts'
export { CELL_STATES, CELL_STATE_WORDS, type CellState } from './tables/reading.ts'
export { resultsOf, type OutcomeGroup, type Results } from './tables/results.ts'
export {
  filtered,
  sorted,
  withColumns,
  type CellPart,
  type Column,
  type Filter,
  type Sorting,
  type Table,
  type TableCell,
  type TableRow,
} from './tables/table.ts'
export { extractionLongCsv, extractionWideCsv } from './formats/extraction-csv.ts'
export { columnTitle, tableTsv } from './formats/extraction-tsv.ts'
export { extractionWorkbook, type WorkbookAbout } from './formats/extraction-workbook.ts'
export { xlsxParts, type Sheet, type XlsxPart } from './formats/xlsx.ts'
export { buildSnapshot, type BuiltSnapshot, type SnapshotRequest } from './snapshot/build.ts'
export { verifySnapshot, type SnapshotFacts, type VerificationReport } from './snapshot/verify.ts'
export type { SnapshotFile, SnapshotState } from './snapshot/format.ts'
export type { Problem } from './snapshot/problem.ts'
export { readJson, type JsonText, type TextFault } from './json-text.ts'
