import fc from 'fast-check'
import { expect, it } from 'vitest'
import { columnLetters, xlsxParts, type Sheet } from './xlsx.ts'

/** The texts of the parts, made in their order. */
const textsOf = (sheets: readonly Sheet[]): ReadonlyMap<string, string> =>
  new Map(xlsxParts(sheets).map(({ path, pieces }) => [path, [...pieces].join('')]))

const sheet = (...rows: Sheet['rows']): Sheet => ({ name: 'One', rows })

it('a workbook names every part that it has, and no other', () => {
  const texts = textsOf([sheet(['a']), { name: 'Two', rows: [['b']] }])
  const named = [...(texts.get('[Content_Types].xml') ?? '').matchAll(/PartName="\/([^"]+)"/g)].map(([, path]) => path)
  expect(named.toSorted()).toEqual([...texts.keys()].filter((path) => /^xl\/[^_]/.test(path)).toSorted())
  const targets = [...(texts.get('xl/_rels/workbook.xml.rels') ?? '').matchAll(/Target="([^"]+)"/g)]
  expect(targets.map(([, path]) => texts.has(`xl/${path}`))).toEqual([true, true, true, true])
  expect(texts.get('xl/workbook.xml')).toContain('<sheet name="Two" sheetId="2" r:id="rId2"/>')
})

it('a text stands once, numbers stay numbers, and an empty cell is left out', () => {
  const texts = textsOf([sheet(['a', 'b'], ['b', null, -1.5, ''])])
  expect(texts.get('xl/sharedStrings.xml')).toContain('<t xml:space="preserve">a</t>')
  expect(texts.get('xl/sharedStrings.xml')?.match(/<si>/g)).toHaveLength(2)
  expect(texts.get('xl/worksheets/sheet1.xml')).toContain(
    '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2"><v>-1.5</v></c></row>',
  )
})

it('the head is bold and stays in sight', () => {
  const text = textsOf([sheet(['a'], ['b'])]).get('xl/worksheets/sheet1.xml')
  expect(text).toContain('<c r="A1" s="1" t="s">')
  expect(text).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>')
})

it('nothing that a text holds becomes markup, a formula or a sign that XML forbids', () => {
  const unit = fc.constantFrom('<', '>', '&', '"', '=', '_x0041_', '\u0000', '\u001F', '\uD800', '\uFFFF', 'é', ' ')
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1, maxLength: 12 }), (text) => {
      const texts = textsOf([sheet([text])])
      const shared = texts.get('xl/sharedStrings.xml') ?? ''
      const inside = /<t xml:space="preserve">([\s\S]*)<\/t>/.exec(shared)?.[1] ?? ''
      expect(inside).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/u)
      expect(inside.isWellFormed()).toBe(true)
      expect(inside).not.toMatch(/(?<!_x005F)_x0041_/)
      expect(texts.get('xl/worksheets/sheet1.xml')).not.toContain('<f>')
    }),
    { seed: 18, numRuns: 300 },
  )
  expect(textsOf([sheet(['_x0041_'])]).get('xl/sharedStrings.xml')).toContain('_x005F_x0041_')
})

it('a text is cut where a spreadsheet would refuse the file', () => {
  const shared = textsOf([sheet(['x'.repeat(40_000)])]).get('xl/sharedStrings.xml') ?? ''
  expect(shared.match(/x+<\/t>/)?.[0]).toHaveLength(32_767 + '</t>'.length)
})

it.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [701, 'ZZ'],
  [702, 'AAA'],
])('column %i is %s', (place, letters) => {
  expect(columnLetters(place)).toBe(letters)
})
