import type { Denial } from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { expect, test } from 'vitest'
import { denialWords, itemsIn } from './denial-words.ts'

const words = (denial: Denial) => denialWords(denial, tinyInstrument)

test('first what is missing here, then the rule’s sentence', () => {
  expect(words({ rule: 'draft-is-complete', details: { items: ['blind', 'sites'] } })).toEqual({
    missing: '2 required items have no answer yet.',
    sentence: 'Rule: a draft is submitted when every required item has an answer.',
  })
})

test('a single item and a second value are named as the instrument prints them', () => {
  expect(words({ rule: 'consensus-is-complete', details: { items: ['sites'] } }).missing).toBe(
    'Item B1 has no answer yet.',
  )
  expect(words({ rule: 'no-open-candidates', details: { fields: ['losses/candidate/bob'] } }).missing).toBe(
    'Settle the second value on item B2 first.',
  )
  expect(itemsIn({ rule: 'no-open-candidates', details: { fields: ['losses/source/candidate/bob'] } })).toEqual([
    'losses',
  ])
})

test('a refusal without details has its sentence alone', () => {
  expect(words({ rule: 'lead-only', details: {} })).toEqual({
    missing: null,
    sentence: 'Rule: only the lead of the review does this.',
  })
})
