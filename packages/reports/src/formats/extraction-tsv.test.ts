import { EXTRACTED, reported } from '@tandem/rules/testing'
import { expect, it } from 'vitest'
import { review, settled } from '../../test/extracted-review.ts'
import { characteristics, resultsOf, tableTsv } from '../index.ts'

it('a table is copied as it is shown: tabs, a line per row, nothing that a spreadsheet would run', () => {
  const typed = settled({ ...EXTRACTED, aim: reported('=1+1\nand\tmore') }, { label: '@home 2001' })
  expect(tableTsv(characteristics(review([typed]), ['aim', 'design']))).toBe(
    "Study\tThe study: Aim\tThe study: Design\n'@home 2001\t'=1+1 and more\tCohort\n",
  )
})

it('plain numbers stay numbers, also negative ones', () => {
  const below = settled({ ...EXTRACTED, 'results/o1~t1~a1/n': reported(-3) })
  const [, first] = tableTsv(resultsOf(review([below])).arms).split('\n')
  expect(first?.split('\t')).toContain('-3')
})
