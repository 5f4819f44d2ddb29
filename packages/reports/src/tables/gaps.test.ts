import { EXTRACTED, reported } from '@tandem/rules/testing'
import { expect, it } from 'vitest'
import { hidden, review, revealed, settled } from '../../test/extracted-review.ts'
import { conflicts, gapsTable, missing } from '../index.ts'

it('what is missing is listed by cell, with whether the form requires it; nothing is of a study that is not revealed', () => {
  const { 'results/o1~t1~a1/n': _, 'funders/f1/order': __, ...fields } = EXTRACTED
  const cells = missing(review([hidden({ key: 'blind' }), settled(fields)]))
  expect(cells.map(({ study, address, isRequired }) => [study.key, address, isRequired])).toEqual([
    ['aalto-2001', 'funders', true],
    ['aalto-2001', 'aim', false],
    ['aalto-2001', 'results/o1~t1~a1/n', true],
    ...['results/o1~t1~a1/events', 'results/o1~t1~a2/events', 'results/o1~t2~a1/events', 'results/o1~t2~a2/events'].map(
      (address) => ['aalto-2001', address, false],
    ),
  ])
  expect(cells[2]).toMatchObject({ row: 'Return to work, 6 months, Back school', field: 'People', section: 'Results' })
})

it('what is in conflict is listed with what each draft says and what the open consensus holds already', () => {
  const study = revealed({ aim: reported('To compare'), design: reported('randomised') }, {}, { aim: reported('Both') })
  const { design: _, ...undecided } = study.consensus?.content.fields ?? {}
  const open = { ...study, consensus: { content: { fields: undecided, texts: {} }, isSettled: false } }
  const cells = conflicts(review([open]))
  expect(cells.map(({ address, drafts, decided }) => [address, drafts, decided])).toEqual([
    ['design', ['Randomised', 'Cohort'], ''],
    ['aim', ['To compare', ''], 'Both'],
  ])
  expect(conflicts(review([settled(EXTRACTED, { drafts: study.drafts })]))).toEqual([])
})

it('both lists are tables whose cells open the study at the cell', () => {
  const of = review([revealed({ aim: reported('To compare') }, {})])
  const table = gapsTable(conflicts(of), 'conflicts')
  expect(table.columns.map(({ label }) => label)).toEqual([
    'Section',
    'Row',
    'Question',
    'Reviewer 1',
    'Reviewer 2',
    'In the open consensus',
  ])
  expect(table.rows[0]?.cells.map(({ text }) => text)).toEqual(['The study', '', 'Aim', 'To compare', '', ''])
  expect(table.rows[0]?.cells.every(({ address }) => address === 'aim')).toBe(true)
  expect(gapsTable(missing(of), 'missing').columns.map(({ label }) => label)).toEqual([
    'Section',
    'Row',
    'Question',
    'Required',
  ])
})
