/** Files from what was extracted; loaded when one is asked for. */
import {
  extractionLongCsv,
  extractionWideCsv,
  extractionWorkbook,
  type ExtractedReview,
  type Sheet,
  type WorkbookAbout,
} from '@tandem/reports'
import writeXlsx, { type SheetData } from 'write-excel-file/browser'

export type FileKind = 'long' | 'wide' | 'workbook'

export async function fileOf(kind: FileKind, review: ExtractedReview, about: WorkbookAbout): Promise<Blob> {
  switch (kind) {
    case 'long':
      return csvFile(extractionLongCsv(review, { byteOrderMark: true }))
    case 'wide':
      return csvFile(extractionWideCsv(review, { byteOrderMark: true }))
    case 'workbook':
      return writeXlsx(
        extractionWorkbook(review, about).map(({ name, rows }) => ({
          sheet: name,
          data: sheetData(rows),
          stickyRowsCount: name === 'About' ? 0 : 1,
        })),
      ).toBlob()
  }
}

/** With a byte order mark, without which spreadsheets read UTF-8 wrongly. */
const csvFile = (text: string): Blob => new Blob([text], { type: 'text/csv;charset=utf-8' })

/** Characters. A spreadsheet refuses a file with a longer cell; the CSV has it whole. */
const MAX_CELL = 32_767

export function sheetData(rows: Sheet['rows']): SheetData {
  return rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell.slice(0, MAX_CELL) : cell)))
}

export const FILE_ENDS: Readonly<Record<FileKind, string>> = {
  long: 'long.csv',
  wide: 'wide.csv',
  workbook: 'xlsx',
}

export { download } from '#lib/ui/download.ts'
