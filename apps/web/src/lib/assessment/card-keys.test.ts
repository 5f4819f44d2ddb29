import type { Item } from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { expect, test } from 'vitest'
import { optionKeysOf, optionOfKey, screenKeyLines } from './card-keys.ts'

const losses = tinyInstrument.domains[1]!.items[1]!
/** As no valid instrument does: its first answer has the key of the source. */
const colliding: Item = { ...losses, options: losses.options.map((one, at) => (at === 0 ? { ...one, key: 's' } : one)) }

test('a key chooses the answer that has it, whether the item or nothing has focus', () => {
  for (const inCard of [true, false]) expect(optionOfKey(losses, 'n', inCard)?.id).toBe('no')
  expect(optionOfKey(losses, 's', true)).toBeUndefined()
})

test('a key of the screen chooses an answer only while the item has focus', () => {
  expect(optionOfKey(colliding, 's', true)?.id).toBe('yes')
  expect(optionOfKey(colliding, 's', false)).toBeUndefined()
})

test('the key sheet says where an answer takes a key of the screen', () => {
  expect(optionKeysOf(tinyInstrument)).toEqual(['y', 'n', 'u', 'h', 'b', '0', '1', '2', '3', 'a'])
  expect(screenKeyLines(optionKeysOf(tinyInstrument)).map((line) => line.keys.join())).toEqual([
    'J,K',
    'S',
    'T',
    'Z',
    'C',
  ])
  expect(screenKeyLines(['s']).map((line) => line.does)).toEqual([
    'Next and previous item',
    'Source, unless the item with focus has an answer of this key',
    'Note',
    'Undo what you did last',
    'Comment on the item',
  ])
})
