/**
 * A workbook as SpreadsheetML (ECMA-376, part 1, chapter 18): the parts of its zip, as pieces of text. Whoever writes the file
 * compresses piece by piece, so that no part has to stand in memory as one text.
 *
 * Texts stand once, in the table of shared strings, and cells hold their numbers in it. The table is known only when all
 * sheets are written: parts are made in their order, and each once.
 *
 * A text is never a formula here, whatever it begins with: formulas have an element of their own.
 */
import type { CsvCell } from './csv.ts'

export type Sheet = { readonly name: string; readonly rows: readonly (readonly CsvCell[])[] }

export type XlsxPart = { readonly path: string; readonly pieces: Iterable<string> }

/** @param sheets the first row of each is its head: in bold, and always in sight. Names hold letters alone. */
export function xlsxParts(sheets: readonly Sheet[]): readonly XlsxPart[] {
  const strings = new Map<string, number>()
  return [
    { path: '[Content_Types].xml', pieces: [contentTypes(sheets)] },
    { path: '_rels/.rels', pieces: [relationships([`${OFFICE}/officeDocument" Target="xl/workbook.xml`])] },
    { path: 'xl/workbook.xml', pieces: [workbook(sheets)] },
    { path: 'xl/_rels/workbook.xml.rels', pieces: [relationships(targetsOf(sheets))] },
    { path: 'xl/styles.xml', pieces: [STYLES] },
    ...sheets.map(({ rows }, at) => ({ path: `xl/${sheetPath(at)}`, pieces: sheetPieces(rows, strings) })),
    { path: 'xl/sharedStrings.xml', pieces: stringPieces(strings) },
  ]
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const sheetPath = (at: number): string => `worksheets/sheet${at + 1}.xml`

function contentTypes(sheets: readonly Sheet[]): string {
  const parts = [
    ['workbook.xml', 'sheet.main'],
    ['styles.xml', 'styles'],
    ['sharedStrings.xml', 'sharedStrings'],
    ...sheets.map((_, at) => [sheetPath(at), 'worksheet']),
  ]
  const overrides = parts.map(([path, type]) => `<Override PartName="/xl/${path}" ContentType="${TYPES}.${type}+xml"/>`)
  const rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
  return `${XML}<Types xmlns="${PACKAGE}/content-types">${rels}${overrides.join('')}</Types>`
}

const targetsOf = (sheets: readonly Sheet[]): readonly string[] => [
  ...sheets.map((_, at) => `${OFFICE}/worksheet" Target="${sheetPath(at)}`),
  `${OFFICE}/styles" Target="styles.xml`,
  `${OFFICE}/sharedStrings" Target="sharedStrings.xml`,
]

function relationships(targets: readonly string[]): string {
  const all = targets.map((target, at) => `<Relationship Id="rId${at + 1}" Type="${target}"/>`)
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`
}

function workbook(sheets: readonly Sheet[]): string {
  const all = sheets.map(({ name }, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
  return `${XML}<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets>${all.join('')}</sheets></workbook>`
}

/** Style 0 is plain, style 1 bold. The second fill is one that every reader expects. */
const STYLES = `${XML}<styleSheet ${MAIN}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`

const FROZEN_HEAD =
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'

/** Rows in one piece: few enough to compress at once, many enough that pieces cost nothing. */
const ROWS = 500

function* sheetPieces(rows: Sheet['rows'], strings: Map<string, number>): Generator<string> {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const letters = Array.from({ length: width }, (_, at) => columnLetters(at))
  yield `${XML}<worksheet ${MAIN}>${FROZEN_HEAD}<sheetData>`
  for (let start = 0; start < rows.length; start += ROWS) {
    yield rows
      .slice(start, start + ROWS)
      .map((row, index) => rowXml(row, start + index + 1, letters, strings))
      .join('')
  }
  yield '</sheetData></worksheet>'
}

function rowXml(
  row: readonly CsvCell[],
  number: number,
  letters: readonly string[],
  strings: Map<string, number>,
): string {
  const style = number === 1 ? ' s="1"' : ''
  let cells = ''
  row.forEach((cell, at) => {
    if (cell === null || cell === '') return
    const place = `<c r="${letters[at]}${number}"${style}`
    cells +=
      typeof cell === 'number' ? `${place}><v>${cell}</v></c>` : `${place} t="s"><v>${placeOf(cell, strings)}</v></c>`
  })
  return `<row r="${number}">${cells}</row>`
}

function placeOf(text: string, strings: Map<string, number>): number {
  const known = strings.get(text)
  if (known !== undefined) return known
  strings.set(text, strings.size)
  return strings.size - 1
}

function* stringPieces(strings: ReadonlyMap<string, number>): Generator<string> {
  yield `${XML}<sst ${MAIN} uniqueCount="${strings.size}">`
  const all = [...strings.keys()]
  for (let start = 0; start < all.length; start += ROWS) {
    yield all
      .slice(start, start + ROWS)
      .map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`)
      .join('')
  }
  yield '</sst>'
}

/** Characters. A spreadsheet refuses a file with a longer cell; the CSV has it whole. */
const MAX_CELL = 32_767

/** What XML 1.0 cannot hold goes; `_x0041_` would be read as a letter, so its first sign is written that way. */
const escaped = (text: string): string =>
  text
    .slice(0, MAX_CELL)
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A, B, … Z, AA, AB: numbers in base 26 without a zero. */
export function columnLetters(place: number): string {
  const last = String.fromCharCode(65 + (place % 26))
  return place < 26 ? last : columnLetters(Math.floor(place / 26) - 1) + last
}
