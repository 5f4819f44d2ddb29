import { describe, expect, test } from 'vitest'
import { blockIn, placed } from './block.ts'

describe('a block out of a spreadsheet', () => {
  test('is lines of cells, with or without a line end after the last', () => {
    expect(blockIn('1\t2\r\n3\t4\r\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
    expect(blockIn('1\n2')).toEqual([['1'], ['2']])
  })

  test('keeps empty cells, and line ends and quotes inside a cell', () => {
    expect(blockIn('1\t\t3')).toEqual([['1', '', '3']])
    expect(blockIn('"two\nlines"\t"say ""ah"""')).toEqual([['two\nlines', 'say "ah"']])
  })

  test('is none where one cell was copied', () => {
    expect(blockIn('12.5')).toBeNull()
    expect(blockIn('12.5\n')).toBeNull()
    expect(blockIn('say "ah"')).toBeNull()
  })
})

test('a block is put from one cell on; what falls outside or where nothing is asked is left out', () => {
  const places = [
    ['a1', 'a2'],
    ['b1', null],
  ]
  const block = [
    ['1', '2', '3'],
    ['4', '5', '6'],
    ['7', '8', '9'],
  ]
  expect(placed(block, places, { line: 0, column: 0 })).toEqual([
    ['a1', '1'],
    ['a2', '2'],
    ['b1', '4'],
  ])
  expect(placed(block, places, { line: 1, column: 0 })).toEqual([['b1', '1']])
})
