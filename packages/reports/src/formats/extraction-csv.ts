/** What was extracted, as CSV: every version of every cell in a row of its own, or every version of a study in one row. */
import type { ExtractedReview } from '../tables/extracted.ts'
import type { CsvOptions } from './bias-matrix-csv.ts'
import { csv } from './csv.ts'
import { longRows, wideRows } from './extraction-rows.ts'

export const extractionLongCsv = (review: ExtractedReview, options: CsvOptions = {}): string =>
  csv(longRows(review), options.byteOrderMark)

export const extractionWideCsv = (review: ExtractedReview, options: CsvOptions = {}): string =>
  csv(wideRows(review), options.byteOrderMark)
