import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { EXTRACTED, tinyForm } from '@tandem/rules/testing'
import { extractionWorkbook, type ExtractedReview } from '@tandem/reports'
import { fileOf } from './files.ts'
import { zipped } from './zip.ts'

const review: ExtractedReview = {
  form: tinyForm,
  invented: null,
  studies: [
    {
      key: 'a',
      label: '=Aalto & sons <2001>',
      year: 2001,
      state: 'agreed',
      structure: null,
      form: tinyForm,
      drafts: [],
      consensus: { content: { fields: EXTRACTED, texts: {} }, isSettled: true },
    },
  ],
}
const about = { title: 'A review', reference: '', date: '2026-11-23' }

const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer())

/** The sheets of a workbook as a second pair of eyes reads them. */
function sheetsIn(bytes: Uint8Array): readonly (readonly (readonly (string | number)[])[])[] {
  const text = new TextDecoder()
  const parts = new Map(Object.entries(unzipSync(bytes)).map(([path, content]) => [path, text.decode(content)]))
  const strings = [...(parts.get('xl/sharedStrings.xml') ?? '').matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, one = '']) =>
    one.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  )
  const sheets = [...parts.keys()].filter((path) => path.startsWith('xl/worksheets/')).sort()
  return sheets.map((path) =>
    [...(parts.get(path) ?? '').matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<c [^>]*?( t="s")?><v>([^<]*)<\/v><\/c>/g)].map(([, isText, value = '']) =>
        isText ? (strings[Number(value)] ?? '') : Number(value),
      ),
    ),
  )
}

test('a workbook is read back as its sheets', async () => {
  const read = sheetsIn(await bytesOf(await fileOf('workbook', review, about)))
  const written = extractionWorkbook(review, about)
  expect(read).toEqual(written.map(({ rows }) => rows.map((row) => row.filter((cell) => cell !== null && cell !== ''))))
  expect(read[0]?.[1]?.[1]).toBe('=Aalto & sons <2001>')
})

test('the same tables give the same bytes', async () => {
  const [first, second] = [await fileOf('workbook', review, about), await fileOf('workbook', review, about)]
  expect(await bytesOf(first)).toEqual(await bytesOf(second))
})

test('both CSV files begin with a byte order mark', async () => {
  for (const kind of ['long', 'wide'] as const) {
    const bytes = await bytesOf(await fileOf(kind, review, about))
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  }
})

test('a zip that takes long lets the page have its turn between pieces, and is whole all the same', async () => {
  let time = 0
  let turns = 0
  const seen = setInterval(() => (turns += 1), 0)
  const chunks = await zipped(
    [{ path: 'a.txt', pieces: Array.from({ length: 40 }, (_, at) => `piece ${at}\n`) }],
    () => {
      time += 20
      return time
    },
  )
  clearInterval(seen)
  const file = unzipSync(await bytesOf(new Blob(chunks)))['a.txt']
  expect(new TextDecoder().decode(file).trim().split('\n')).toHaveLength(40)
  expect(turns).toBeGreaterThan(0)
})
