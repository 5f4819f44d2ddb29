import { expect, test } from 'vitest'
import { itemsInWords, journalLine, listed, sinceWords } from './words.ts'

test('lists read as sentences', () => {
  expect([listed([]), listed(['Alice']), listed(['Alice', 'Bob']), listed(['Alice', 'Bob', 'Dana'])]).toEqual([
    '',
    'Alice',
    'Alice and Bob',
    'Alice, Bob and Dana',
  ])
  expect([itemsInWords(['21']), itemsInWords(['9', '12', '17']), itemsInWords(['1', '2', '3', '4', '5'])]).toEqual([
    'item 21',
    'items 9, 12 and 17',
    '5 items',
  ])
})

test('how long somebody waits gets coarser with time', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  const ago = (minutes: number): string => sinceWords(new Date(now - minutes * 60_000).toISOString(), now)
  expect([ago(0), ago(16), ago(125), sinceWords(null, now)]).toEqual(['now', '16 min', '2 h', ''])
  expect(ago(3 * 24 * 60)).toBe('since Friday')
  expect(ago(20 * 24 * 60)).toBe('since 3 Nov 2026')
})

test('a citation’s place leaves out what is unknown', () => {
  const citation = {
    authors: [],
    truncatedAuthors: false,
    title: '',
    journal: 'BMJ',
    year: 2019,
    volume: '20',
    issue: '1',
    pages: '439',
    doi: null,
    pmid: null,
  }
  expect(journalLine(citation)).toBe('BMJ 2019; 20(1): 439')
  expect(journalLine({ ...citation, issue: '', pages: '' })).toBe('BMJ 2019; 20')
  expect(journalLine({ ...citation, volume: '', issue: '', pages: '' })).toBe('BMJ 2019')
})
