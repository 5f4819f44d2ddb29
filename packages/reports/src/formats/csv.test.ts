import { instrumentById, itemsOf, type Answers } from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reviewView } from '../../test/review-view.ts'
import { biasMatrix, biasMatrixCsv } from '../index.ts'
import { readCsv as read, withoutMark } from '../../test/read-csv.ts'
import { csv } from './csv.ts'

describe('cells', () => {
  test.each([
    ['plain', 'plain'],
    ['a, b', '"a, b"'],
    ['say "yes"', '"say ""yes"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1', "'  =1"],
    ['\u00A0=1', "'\u00A0=1"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['\uFF1D1', "'\uFF1D1"],
    ['\uFF0B1', "'\uFF0B1"],
    ['\uFF0D1', "'\uFF0D1"],
    ['\uFF20a', "'\uFF20a"],
    ["'=1", "''=1"],
    ["'tis", "'tis"],
    ['before-after, n = 144', '"before-after, n = 144"'],
    ['', ''],
  ])('%j is written as %j', (cell, written) => {
    expect(csv([[cell]])).toBe(`${written}\r\n`)
  })

  test('numbers stay numbers, also negative ones, and null is empty', () => {
    expect(csv([[-1, 0.5, null]])).toBe('-1,0.5,\r\n')
  })

  test('what is read back, with the one apostrophe taken off, is what was written', () => {
    const texts = fc.string({
      unit: fc.constantFrom("'", '=', '-', '@', ' ', '\t', '\n', '\r', '"', ',', 'a', '\uFF1D'),
      maxLength: 8,
    })
    fc.assert(
      fc.property(fc.array(fc.array(texts, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (rows) => {
        expect(read(csv(rows)).map((row) => row.map(withoutMark))).toEqual(rows)
      }),
      { seed: 4180, numRuns: 500 },
    )
  })

  test('no written text is a formula', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', ' ', '\t', '\r', 'a'), maxLength: 6 }),
        (text) => {
          expect(read(csv([[text]]))[0]?.[0] ?? '').not.toMatch(/^(\s*[=+\-@]|[\t\r\n])/)
        },
      ),
      { seed: 92, numRuns: 500 },
    )
  })
})

describe('the bias matrix', () => {
  const strong: Answers = { blind: 'yes', sites: 'three', losses: 'not-applicable' }
  const other: Answers = { ...strong, sites: 'two' }
  const view = reviewView(
    tinyInstrument,
    [
      { key: 'a', label: '=Aalto 2001', design: 'before-after, n = 144', ratings: [strong, strong] },
      { key: 'b', label: 'Burke 1994', ratings: [strong, other] },
      { key: 'c', label: 'Cui 2023', ratings: null, submitted: 1 },
      { key: 'd', label: 'Dupont 1990' },
    ],
    { invented: 'All ratings are invented.' },
  )
  const table = read(biasMatrixCsv(biasMatrix(view, tinyInstrument, [])))

  test('names every item by number and text, every subscale with its maximum', () => {
    expect(table[0]).toEqual([
      'Study',
      'Design',
      'A1 Assessors blind',
      'A2 Lack of blinding harmless',
      'B1 Number of sites',
      'B2 Few losses',
      'Conduct of the study, points of 3',
      'Size and follow-up, points of 4',
      'Total',
      'Maximum',
      'Band',
      'State',
      'Submitted',
      'Invented',
    ])
  })

  test('has one row per study, with ranges in words while a study is open and nothing of a hidden one', () => {
    const invented = 'All ratings are invented.'
    expect(table.slice(1)).toEqual([
      [
        "'=Aalto 2001",
        'before-after, n = 144',
        'Yes',
        'not asked after the other answers',
        'Three',
        'Not applicable',
        '2',
        '3',
        '5',
        '5',
        'strong',
        'settled',
        '2 of 2',
        invented,
      ],
      [
        'Burke 1994',
        'cohort',
        'Yes',
        'not asked after the other answers',
        'disputed, Three or Two',
        'Not applicable',
        '2',
        '0 to 3',
        '2 to 5',
        '5',
        'weak or strong',
        'open',
        '2 of 2',
        invented,
      ],
      [
        'Cui 2023',
        'cohort',
        ...Array<string>(4).fill('hidden until all have submitted'),
        '',
        '',
        '',
        '',
        '',
        'hidden',
        '1 of 2',
        invented,
      ],
      [
        'Dupont 1990',
        'cohort',
        ...Array<string>(4).fill('not answered'),
        '',
        '',
        '',
        '',
        '',
        'untouched',
        '0 of 2',
        invented,
      ],
    ])
  })

  test('is a rectangle', () => {
    expect(new Set(table.map((row) => row.length)).size).toBe(1)
  })

  test('begins with a byte order mark only when asked, and has no column about inventing where nothing is invented', () => {
    const honest = biasMatrix(reviewView(tinyInstrument, []), tinyInstrument, [])
    expect(biasMatrixCsv(honest, { byteOrderMark: true }).startsWith('\uFEFFStudy,')).toBe(true)
    expect(biasMatrixCsv(honest)).toMatch(/^Study,.*,Submitted\r\n$/)
  })

  test('has 27 item columns for 27 items', () => {
    const instrument = instrumentById('downs-and-black-modified')
    if (instrument === undefined) throw new Error('no instrument')
    const [head] = read(biasMatrixCsv(biasMatrix(reviewView(instrument, []), instrument, [])))
    expect(head).toHaveLength(2 + itemsOf(instrument).length + 5 + 5)
  })
})
