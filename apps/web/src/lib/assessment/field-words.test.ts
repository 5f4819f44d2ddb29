import { candidateKey, noteKey, sourceKey } from '@tandem/rules'
import { bob, tinyInstrument } from '@tandem/rules/testing'
import { expect, test } from 'vitest'
import { fieldWords } from './field-words.ts'

const SOURCE = [{ pdf: null, page: '443', quote: 'All were blind', rectangles: [] }]

test.each([
  ['blind', 'no', { label: 'Item A1, answer', text: 'No' }],
  ['blind', null, { label: 'Item A1, answer', text: 'no answer' }],
  [noteKey('blind'), 'A note', { label: 'Item A1, note', text: 'A note' }],
  [sourceKey('blind'), SOURCE, { label: 'Item A1, source', text: 'p. 443 “All were blind”' }],
  [candidateKey('blind', bob), 'unclear', { label: 'Item A1, second value', text: 'Unclear' }],
  [candidateKey(sourceKey('blind'), bob), null, { label: 'Item A1, second value', text: 'settled' }],
  ['unknown', 'x', { label: 'unknown', text: 'x' }],
])('the field %s with %j in words', (key, value, words) => {
  expect(fieldWords(tinyInstrument, { key, part: 'field', value })).toEqual(words)
})
