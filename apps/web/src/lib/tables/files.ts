/** Files from what was extracted; loaded when one is asked for. */
import {
  extractionLongCsv,
  extractionWideCsv,
  extractionWorkbook,
  xlsxParts,
  type ExtractedReview,
  type WorkbookAbout,
} from '@tandem/reports'
import { zipped } from './zip.ts'

export type FileKind = 'long' | 'wide' | 'workbook'

export async function fileOf(kind: FileKind, review: ExtractedReview, about: WorkbookAbout): Promise<Blob> {
  switch (kind) {
    case 'long':
      return csvFile(extractionLongCsv(review, { byteOrderMark: true }))
    case 'wide':
      return csvFile(extractionWideCsv(review, { byteOrderMark: true }))
    case 'workbook':
      return new Blob(await zipped(xlsxParts(extractionWorkbook(review, about))), { type: XLSX })
  }
}

/** With a byte order mark, without which spreadsheets read UTF-8 wrongly. */
const csvFile = (text: string): Blob => new Blob([text], { type: 'text/csv;charset=utf-8' })

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const FILE_ENDS: Readonly<Record<FileKind, string>> = {
  long: 'long.csv',
  wide: 'wide.csv',
  workbook: 'xlsx',
}

export { download } from '#lib/ui/download.ts'
