/**
 * How long tables and files of a large extraction take: 300 studies, each with two drafts and a consensus, two arms, three
 * outcomes, two timepoints, by the built-in form for return to work. No test: it prints, and nothing depends on it.
 *
 *   node packages/reports/test/speed.ts
 */
import {
  buildSnapshot,
  characteristics,
  conflicts,
  extractionLongCsv,
  extractionWideCsv,
  extractionWorkbook,
  filtered,
  gapsTable,
  missing,
  resultsOf,
  sorted,
  tableTsv,
  verifySnapshot,
  xlsxParts,
} from '../src/index.ts'
import { largeExtraction, largeSnapshot } from './large-extraction.ts'

/** What Node gives a script; the package itself knows no machine. */
declare const performance: { readonly now: () => number }
declare const process: { readonly stdout: { readonly write: (text: string) => void } }

function timed<Value>(what: string, work: () => Value): Value {
  const began = performance.now()
  const value = work()
  process.stdout.write(`${what.padEnd(44)}${(performance.now() - began).toFixed(0).padStart(6)} ms\n`)
  return value
}

const STUDIES = 300
const review = largeExtraction(STUDIES)
const table = timed('characteristics, every study read first', () => characteristics(review))
timed('characteristics again', () => characteristics(review))
timed('results with effects', () => resultsOf(review))
timed('what is missing and in conflict', () => [
  gapsTable(missing(review), 'missing'),
  gapsTable(conflicts(review), 'conflicts'),
])
timed('sorted and filtered', () =>
  sorted(filtered(table, { text: 'hospital', state: null }), { column: 'randomised', direction: 'down' }),
)
timed('copied', () => tableTsv(table))
const moved = { ...review, studies: review.studies.map((one, at) => (at === 5 ? { ...one } : one)) }
timed('characteristics after one study moved', () => characteristics(moved))
const long = timed('long CSV', () => extractionLongCsv(review))
timed('wide CSV', () => extractionWideCsv(review))
const sheets = timed('sheets of the workbook', () => extractionWorkbook(review, { title: '', reference: '', date: '' }))
timed('parts of the workbook', () => xlsxParts(sheets).map(({ pieces }) => [...pieces].length))
process.stdout.write(`\n${sheets.find(({ name }) => name === 'Long')?.rows.length} long rows, ${long.length} bytes\n`)

const request = largeSnapshot(STUDIES)
const { bytes } = timed('snapshot of it, built', () => buildSnapshot(request))
const { ok } = timed('snapshot of it, verified', () => verifySnapshot(bytes))
process.stdout.write(`\n${request.documents.size} documents, ${bytes.length} bytes, ${ok ? 'sound' : 'NOT sound'}\n`)
