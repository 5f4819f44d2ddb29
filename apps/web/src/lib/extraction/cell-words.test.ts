import { candidateKey, noteKey, orderKey, sourceKey, type Json } from '@tandem/rules'
import { bob, reported, tinyForm } from '@tandem/rules/testing'
import { expect, test } from 'vitest'
import { fieldWordsAmong } from '#lib/live/field-words-among.ts'
import { cellFieldWords } from './cell-words.ts'

const SOURCE: Json = [{ pdf: null, page: '4', quote: 'of 120 people', rectangles: [] }]

test.each<[string, Json, { readonly label: string; readonly text: string }]>([
  ['design', reported('cohort'), { label: 'Design', text: 'Cohort' }],
  ['design', { status: 'not-reported' }, { label: 'Design', text: 'not reported' }],
  ['design', { status: 'from-authors', value: 'cohort' }, { label: 'Design', text: 'Cohort, from the authors' }],
  ['results/o1~t1~a1/n', reported(40), { label: 'People, Results', text: '40' }],
  [sourceKey('design'), SOURCE, { label: 'Design, source', text: 'p. 4 “of 120 people”' }],
  [noteKey('aim'), 'Of the abstract', { label: 'Aim, note', text: 'Of the abstract' }],
  [orderKey('funders', 'f1'), 'V', { label: 'Funders, order', text: 'V' }],
  [candidateKey('design', bob), reported('cohort'), { label: 'Design, second value', text: 'Cohort' }],
  ['unknown', 'x', { label: 'unknown', text: 'x' }],
])('the field %s with %j in words', (key, value, words) => {
  expect(cellFieldWords(tinyForm, { key, value })).toEqual(words)
  if (key !== 'unknown') expect(fieldWordsAmong([tinyForm], { key, part: 'field', value })).toEqual(words)
})
