import { expect, test } from 'vitest'
import { EXTRACTED, tinyForm } from '@tandem/rules/testing'
import type { ExtractedReview } from '@tandem/reports'
import { fileOf, sheetData } from './files.ts'

const review: ExtractedReview = {
  form: tinyForm,
  invented: null,
  studies: [
    {
      key: 'a',
      label: 'Aalto 2001',
      year: 2001,
      state: 'agreed',
      structure: null,
      formVersion: 1,
      drafts: [],
      consensus: { content: { fields: EXTRACTED, texts: {} }, isSettled: true },
    },
  ],
}
const about = { title: 'A review', reference: '', date: '2026-11-23' }

test('a workbook is a zip of its five sheets, made without a browser’s help', async () => {
  const bytes = new Uint8Array(await (await fileOf('workbook', review, about)).arrayBuffer())
  expect(String.fromCharCode(...bytes.slice(0, 2))).toBe('PK')
  const names = new TextDecoder('latin1').decode(bytes)
  for (const sheet of [1, 2, 3, 4, 5]) expect(names).toContain(`xl/worksheets/sheet${sheet}.xml`)
  expect(names).not.toContain('xl/worksheets/sheet6.xml')
})

test('both CSV files begin with a byte order mark', async () => {
  for (const kind of ['long', 'wide'] as const) {
    const bytes = new Uint8Array(await (await fileOf(kind, review, about)).arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  }
})

test('a cell of a sheet holds as much as a spreadsheet takes; numbers and gaps stay what they are', () => {
  expect(sheetData([['x'.repeat(40_000), 3, null]])).toEqual([['x'.repeat(32_767), 3, null]])
})
