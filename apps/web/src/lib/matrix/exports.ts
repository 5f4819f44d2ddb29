/** Files from the matrix; loaded when one is asked for. */
import { biasMatrixCsv, biasMatrixSvg, matrixInWords, type BiasMatrix } from '@tandem/reports'

export const svgOf = (matrix: BiasMatrix): Blob => new Blob([biasMatrixSvg(matrix)], { type: 'image/svg+xml' })

/** With a byte order mark, without which spreadsheets read UTF-8 wrongly. */
export const csvOf = (matrix: BiasMatrix): Blob =>
  new Blob([biasMatrixCsv(matrix, { byteOrderMark: true })], { type: 'text/csv;charset=utf-8' })

export const wordsOf = matrixInWords

export { download } from '#lib/ui/download.ts'
