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
