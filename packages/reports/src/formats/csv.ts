/**
 * CSV as spreadsheets and R read it: RFC 4180, CRLF, every text in quotes where it needs them.
 *
 * A text that a spreadsheet would run as a formula gets one leading apostrophe: after any blanks it begins with
 * `= + - @` (also full-width), or the cell begins with a tab or a line break. Texts that already begin with apostrophes
 * before such a sign get one more, so that taking exactly one off gives back what was there. Numbers stay numbers.
 */
export type CsvCell = string | number | null

/** @param byteOrderMark with it Excel knows that the file is UTF-8; R and most parsers do without. */
export function csv(rows: readonly (readonly CsvCell[])[], byteOrderMark = false): string {
  const lines = rows.map((row) => `${row.map(written).join(',')}\r\n`)
  return `${byteOrderMark ? '\uFEFF' : ''}${lines.join('')}`
}

const FORMULA = /^'*(?:[\t\r\n]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u

function written(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = neutralised(cell)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The text with an apostrophe in front where a spreadsheet would run it. */
export const neutralised = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)
