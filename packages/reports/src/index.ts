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
export { buildSnapshot, type BuiltSnapshot, type SnapshotRequest } from './snapshot/build.ts'
export { verifySnapshot, type SnapshotFacts, type VerificationReport } from './snapshot/verify.ts'
export type { SnapshotFile, SnapshotState } from './snapshot/format.ts'
export type { Problem } from './snapshot/problem.ts'
export { readJson, type JsonText, type TextFault } from './json-text.ts'
