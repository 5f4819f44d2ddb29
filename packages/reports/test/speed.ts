/**
 * How long tables and files of a large extraction take: 300 studies, each with two drafts and a consensus, two arms, three
 * outcomes, two timepoints, by the built-in form for return to work. No test: it prints, and nothing depends on it.
 *
 *   node packages/reports/test/speed.ts
 */
import {
  builtInForm,
  isInstrument,
  structureIn,
  type ExtractionForm,
  type Json,
  type PlainDocument,
} from '@tandem/rules'
import {
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
  xlsxParts,
  type ExtractedReview,
  type ExtractedStudy,
} from '../src/index.ts'

/** What Node gives a script; the package itself knows no machine. */
declare const performance: { readonly now: () => number }
declare const process: { readonly stdout: { readonly write: (text: string) => void } }

const STUDIES = 300
const [ARMS, TIMES, OUTCOMES] = [
  ['a1', 'a2'],
  ['t1', 't2'],
  ['o1', 'o2', 'o3'],
] as const

const said = (value: Json): Json => ({ status: 'reported', value })
const amount = (text: string, unit: string | null = null): Json => said({ amount: text, unit })

const rows = (section: string, ids: readonly string[], more: (at: number) => Readonly<Record<string, Json>>) =>
  Object.fromEntries(
    ids.flatMap((id, at) => [
      [`${section}/${id}/order`, 'BCD'[at] ?? 'E'],
      [`${section}/${id}/name`, said(`${section} ${id}`)],
      ...Object.entries(more(at)).map(([field, value]) => [`${section}/${id}/${field}`, value]),
    ]),
  ) as Record<string, Json>

const structure = structureIn({
  fields: {
    ...rows('arms', ARMS, (at) => ({ role: said(at === 0 ? 'intervention' : 'control') })),
    ...rows('timepoints', TIMES, () => ({})),
    ...rows('outcomes', OUTCOMES, (at) => ({ measure: said(at === 2 ? 'continuous' : 'dichotomous') })),
  },
  texts: {},
})

/** @param study,draft what makes two studies, and two drafts of one, differ. */
function extraction(study: number, draft: number): PlainDocument {
  const fields: Record<string, Json> = {
    design: said('cohort'),
    aim: said(`To compare two ways back to work, ${study}`),
    country: said(['FR']),
    setting: said('hospital'),
    'recruited-from': said('2001-05'),
    'follow-up': amount(String(6 + (study % 7)), 'mo'),
    randomised: said(100 + study),
    condition: said('low back pain'),
    'work-status': said('on sick leave'),
  }
  for (const arm of ARMS) {
    fields[`participants/${arm}/n`] = said(50 + (study % 13))
    fields[`participants/${arm}/age`] = amount(`44.${draft}`, 'y')
    fields[`interventions/${arm}/parts`] = said(['exercise'])
  }
  for (const outcome of OUTCOMES)
    for (const time of TIMES)
      for (const arm of ARMS) {
        const at = `results/${outcome}~${time}~${arm}`
        fields[`${at}/n`] = said(50)
        fields[`${at}/n/source`] = [{ pdf: null, page: '12', quote: 'as printed in the second table', rectangles: [] }]
        if (outcome === 'o3') {
          for (const field of ['mean', 'sd', 'se', 'ci-low', 'ci-high']) fields[`${at}/${field}`] = amount('12.5')
        } else {
          fields[`${at}/events`] = said(10 + ((study + draft) % 9))
          fields[`${at}/percent`] = amount('20')
        }
      }
  return { fields, texts: {} }
}

const study = (number: number): ExtractedStudy => ({
  key: `study-${number}`,
  label: `Study ${number}`,
  year: 2000,
  state: 'resolved',
  structure,
  formVersion: 1,
  drafts: ['alice', 'bob'].map((reviewer, draft) => ({ reviewer, content: extraction(number, draft) })),
  consensus: { content: extraction(number, 0), isSettled: number % 3 !== 0 },
})

function templateForm(): ExtractionForm {
  const form = builtInForm('return-to-work')
  if (form === undefined || isInstrument(form)) throw new Error('the form is gone')
  return form
}

function timed<Value>(what: string, work: () => Value): Value {
  const began = performance.now()
  const value = work()
  process.stdout.write(`${what.padEnd(44)}${(performance.now() - began).toFixed(0).padStart(6)} ms\n`)
  return value
}

const review: ExtractedReview = {
  form: templateForm(),
  invented: 'All of it is invented.',
  studies: Array.from({ length: STUDIES }, (_, number) => study(number)),
}
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
