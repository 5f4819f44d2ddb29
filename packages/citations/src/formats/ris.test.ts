import { describe, expect, it } from 'vitest'
import { textOfBytes } from '../text-of-bytes.ts'
import { readRis } from './ris.ts'

const whole = `TY  - JOUR
AU  - Burke, Sean
AU  - Müller-Weiß, Anna
TI  - Work after injury
T2  - Journal of Work
PY  - 1994/05/01/
VL  - 12
IS  - 3
SP  - 101
EP  - 109
DO  - https://doi.org/10.1000/Work.1994.
C5  - 7654321
ER  -
`
const only = (text: string) => {
  const { records, skipped } = readRis(text)
  expect(skipped).toEqual([])
  expect(records).toHaveLength(1)
  return records[0]?.citation
}
const titles = (text: string): readonly string[] => readRis(text).records.map(({ citation }) => citation.title)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a RIS record', () => {
  it('becomes a citation', () => {
    expect(only(whole)).toEqual({
      authors: ['Burke, Sean', 'Müller-Weiß, Anna'],
      truncatedAuthors: false,
      title: 'Work after injury',
      journal: 'Journal of Work',
      year: 1994,
      volume: '12',
      issue: '3',
      pages: '101-109',
      doi: '10.1000/Work.1994',
      pmid: '7654321',
    })
  })

  it('keeps every field with its line, unknown tags too', () => {
    const [record] = readRis(whole.replace('C5  - 7654321', 'Z9  - kept')).records
    expect(record?.line).toBe(1)
    expect(record?.fields.find(({ tag }) => tag === 'Z9')).toEqual({ tag: 'Z9', value: 'kept', line: 12 })
  })

  for (const [name, text] of [
    ['Windows line ends', whole.replaceAll('\n', '\r\n')],
    ['old Macintosh line ends', whole.replaceAll('\n', '\r')],
    ['no blank behind the dash', whole.replaceAll('  - ', '  -')],
    ['one blank before the dash', whole.replaceAll('  - ', ' - ')],
    ['two blanks behind the dash', whole.replaceAll('  - ', '  -  ')],
    ['no blank before the dash', whole.replaceAll('  - ', '- ').replace('ER  -', 'ER-')],
    ['small letters', whole.replace(/^(..)/gm, (tag) => tag.toLowerCase())],
    ['blanks before the tag', whole.replace(/^/gm, '   ')],
    ['blank lines', whole.replaceAll('\n', '\n\n')],
    ['a number before it', `1. \n${whole}`],
    ['a mark at the beginning', `\uFEFF${whole}`],
    ['no end', whole.replace('ER  -\n', '')],
  ] as const) {
    it(`is read the same with ${name}`, () => {
      expect(only(text)).toEqual(only(whole))
    })
  }

  it('ends where the next one begins, or where the file ends', () => {
    const cut = whole.replace('ER  -\n', '')
    expect(titles(cut + cut.replace('Work after injury', 'Second'))).toEqual(['Work after injury', 'Second'])
  })

  it('goes on over wrapped lines, also over those that begin like a tag', () => {
    const wrapped = whole.replace('Work after injury', 'Work after\nT2-weighted imaging in\nco-operation with clinics')
    expect(only(wrapped)?.title).toBe('Work after T2-weighted imaging in co-operation with clinics')
  })

  it('takes an untagged line below a keyword or an author as one more', () => {
    const [record] = readRis(whole.replace('PY  -', 'KW  - work\nrehabilitation\nPY  -')).records
    expect(record?.fields.filter(({ tag }) => tag === 'KW').map(({ value }) => value)).toEqual([
      'work',
      'rehabilitation',
    ])
  })

  it('may hold all authors in one line, and say that there are more', () => {
    expect(only(whole.replace('AU  - Burke, Sean\n', 'AU  - Burke, Sean; Lee, Kim; et al.\n'))?.authors).toEqual([
      'Burke, Sean',
      'Lee, Kim',
      'Müller-Weiß, Anna',
    ])
    expect(only(whole.replace('Müller-Weiß, Anna', 'et al'))?.truncatedAuthors).toBe(true)
  })

  it('may have its DOI in an address, and its year inside a date', () => {
    const text = whole
      .replace(/DO .*\n/, 'UR  - https://dx.doi.org/10.1000%2Fabc.\n')
      .replace(/PY .*\n/, 'Y1  - 2021//\n')
    expect(only(text)).toMatchObject({ doi: '10.1000/abc', year: 2021 })
    expect(only(whole.replace(/PY .*\n/, 'PY  - in press\n'))?.year).toBe(0)
  })
})

describe('what is no RIS', () => {
  it('gives no record, and says which lines were skipped', () => {
    expect(readRis('<html><body>Sign in</body></html>')).toEqual({
      records: [],
      skipped: [{ line: 1, text: '<html><body>Sign in</body></html>' }],
    })
    expect(readRis('')).toEqual({ records: [], skipped: [] })
  })

  it('between records is skipped and said, not taken into a record', () => {
    const { records, skipped } = readRis(`Provider: Somebody\n${whole}Record 2 of 2\n${whole}`)
    expect(records).toHaveLength(2)
    expect(skipped.map(({ line }) => line)).toEqual([1, 15])
  })

  it('costs time in proportion to its length: no line is looked at twice', () => {
    const long = `TY  - JOUR\nTI  - ${'a -'.repeat(100_000)}\n${'x\n'.repeat(20_000)}`
    expect(readRis(long).records).toHaveLength(1)
  })
})

describe('the text of a file', () => {
  it('is found in every encoding that exports come in', () => {
    const text = whole
    const wide = (isLittle: boolean, mark: boolean): Uint8Array => {
      const units = [...(mark ? `\uFEFF${text}` : text)].map((character) => character.charCodeAt(0))
      return new Uint8Array(units.flatMap((unit) => (isLittle ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])))
    }
    const latin = new Uint8Array([...text].map((character) => character.charCodeAt(0)))
    for (const [encoding, file] of [
      ['utf-8', bytes(text)],
      ['utf-8', bytes(`\uFEFF${text}`)],
      ['utf-16le', wide(true, true)],
      ['utf-16be', wide(false, true)],
      ['utf-16le', wide(true, false)],
      ['utf-16be', wide(false, false)],
      ['windows-1252', latin],
    ] as const) {
      expect(textOfBytes(file)).toEqual({ text, encoding })
    }
  })
})
