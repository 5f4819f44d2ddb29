import { builtInForm, type ExtractionForm, type Json } from '@tandem/rules'
import { EXTRACTED, reported, row, tinyForm } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import { hidden, plain, review, revealed, settled } from '../../test/extracted-review.ts'
import { readCsv, withoutMark } from '../../test/read-csv.ts'
import { extractionLongCsv, extractionWideCsv, type ExtractedReview } from '../index.ts'
import { longRows } from './extraction-rows.ts'

type Record_ = Readonly<Record<string, string>>

/** Rows of a file by the names of its columns. */
function recordsOf(file: string): readonly Record_[] {
  const [header = [], ...rows] = readCsv(file)
  return rows.map((cells) => Object.fromEntries(header.map((name, at) => [name, withoutMark(cells[at] ?? '')])))
}

const long = (of: ExtractedReview): readonly Record_[] => recordsOf(extractionLongCsv(of))
const wide = (of: ExtractedReview): readonly Record_[] => recordsOf(extractionWideCsv(of))
const at = (records: readonly Record_[], version: string, cell: string): Record_ | undefined =>
  records.find((record) => record['Version'] === version && record['Cell'] === cell)

const source = (page: string | null, quote: string): Json => ({ pdf: null, page, quote, rectangles: [] })

describe('the long file', () => {
  const study = revealed(
    { aim: reported('To compare'), 'design/source': [source('3', 'a cohort of'), source(null, 'we followed')] },
    { 'design/note': 'see table 1', 'results/o1~t1~a1/n': reported(41) },
  )

  it('has every revealed draft and the consensus, cell by cell, with what is asked and not answered', () => {
    const records = long(review([study]))
    expect(new Set(records.map(({ Version }) => Version))).toEqual(new Set(['reviewer 1', 'reviewer 2', 'consensus']))
    expect(at(records, 'reviewer 1', 'aim')).toMatchObject({ Value: 'To compare', Status: 'reported', Asked: 'yes' })
    expect(at(records, 'reviewer 2', 'aim')).toMatchObject({ Value: '', Status: '', Asked: 'yes' })
    expect(at(records, 'reviewer 2', 'results/o1~t1~a1/n')).toMatchObject({
      Section: 'Results',
      Row: 'Return to work, 6 months, Back school',
      Value: '41',
      Number: '41',
      Settled: 'no',
    })
    expect(at(records, 'reviewer 1', 'design')).toMatchObject({ Page: '3', Quote: 'a cohort of | we followed' })
    expect(at(records, 'reviewer 2', 'design')).toMatchObject({ Note: 'see table 1', Value: 'Cohort' })
  })

  it('has nothing of a study that is not revealed', () => {
    expect(long(review([hidden()]))).toEqual([])
    expect(wide(review([hidden()]))).toEqual([])
  })

  it('keeps what was answered though it is not asked: behind a closed gate, of a retired field, of a lost arm', () => {
    const kept = settled({
      ...EXTRACTED,
      allocation: reported('by envelopes'),
      dropped: reported('an older question'),
      'results/o9~t1~a1/n': reported(7),
    })
    const unasked = long(review([kept])).filter(({ Asked }) => Asked === 'no')
    expect(unasked.map(({ Cell, Value }) => [Cell, Value])).toEqual([
      ['allocation', 'by envelopes'],
      ['dropped', 'an older question'],
      ['results/o9~t1~a1/n', '7'],
    ])
  })

  it('gives a number in the first unit of its field beside the value as it is printed', () => {
    const form = builtInForm('return-to-work') as ExtractionForm
    const fields = { 'follow-up': reported({ amount: '2.0', unit: 'wk' }), randomised: { status: 'not-reported' } }
    const records = long(review([settled(fields)], form))
    expect(at(records, 'together', 'follow-up')).toMatchObject({ Value: '2.0 weeks', Number: '14', Unit: 'days' })
    expect(at(records, 'together', 'randomised')).toMatchObject({ Value: '', Number: '', Status: 'not reported' })
  })

  it('is read back as what was written, with texts that a spreadsheet would run neutralised', () => {
    const nasty = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '"quoted", and\r\na second line', "'=already", 'plain']
    const studies = nasty.map((text, place) =>
      settled(
        { ...EXTRACTED, aim: reported(text), 'aim/note': text, 'aim/source': [source(text, text)] },
        {
          key: `study-${place}`,
          label: text,
        },
      ),
    )
    const of = review(studies)
    const file = extractionLongCsv(of)
    const written = longRows(of).map((cells) => cells.map((cell) => String(cell ?? '')))
    expect(readCsv(file).map((cells) => cells.map(withoutMark))).toEqual(written)
    for (const cell of readCsv(file).flat()) expect(cell).not.toMatch(/^(\s*[=+@]|[\t\r\n]|\s*-[^\d])/)
    expect(
      long(of)
        .filter(({ Cell }) => Cell === 'aim')
        .map(({ Value }) => Value),
    ).toEqual(nasty)
  })

  it('says in every row what is invented', () => {
    const of = review([settled(EXTRACTED)], tinyForm, 'All numbers are invented.')
    for (const records of [long(of), wide(of)]) {
      expect(records.length).toBeGreaterThan(0)
      for (const record of records) expect(record['Invented']).toBe('All numbers are invented.')
    }
    expect(readCsv(extractionLongCsv(review([settled(EXTRACTED)])))[0]).not.toContain('Invented')
  })
})

describe('the wide file', () => {
  it('has one row for each study and version, and a column for each cell of the largest study', () => {
    const two = { ...EXTRACTED, ...row('funders', 'f2', 'C', { name: 'A firm' }), design: { status: 'unclear' } }
    const records = wide(review([revealed({ aim: reported('To compare') }, {}), settled(two, { key: 'b' })]))
    expect(records.map(({ Study, Version }) => `${Study} ${Version}`)).toEqual([
      'aalto-2001 reviewer 1',
      'aalto-2001 reviewer 2',
      'aalto-2001 consensus',
      'b together',
    ])
    expect(records.map(({ aim }) => aim)).toEqual(['To compare', '', '', ''])
    expect(records[3]).toMatchObject({
      design: 'unclear',
      'funders.2': 'A firm',
      'funders.2.name': 'A firm',
      'results.1': 'Return to work, 6 months, Back school',
      'results.1.n': '40',
    })
    expect(records[0]).toMatchObject({ 'funders.2': '', 'funders.2.name': '', 'results.4.n': '40' })
  })

  it('gives a row one number in all versions of a study', () => {
    const first = row('funders', 'f9', 'A', { name: 'A firm' })
    const records = wide(review([{ ...revealed({}, first), consensus: null }]))
    expect(records.map((record) => [record['funders.1.name'], record['funders.2.name']])).toEqual([
      ['', 'The region'],
      ['A firm', 'The region'],
    ])
  })

  it('is a rectangle, also where drafts hold texts of their own', () => {
    const typed = settled({}, { consensus: { content: plain(EXTRACTED, { aim: 'typed together' }), isSettled: true } })
    const table = readCsv(extractionWideCsv(review([typed, settled(EXTRACTED, { key: 'b' })])))
    expect(new Set(table.map((cells) => cells.length)).size).toBe(1)
    expect(table[1]).toContain('typed together')
  })
})

it('a row that somebody took out is in no file', () => {
  const { 'funders/f1/order': _, ...without } = EXTRACTED
  expect(extractionLongCsv(review([settled(without)]))).not.toContain('The region')
})
