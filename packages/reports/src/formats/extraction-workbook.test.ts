import { FORMS, isInstrument, TEMPLATES } from '@tandem/rules'
import { EXTRACTED, reported, tinyForm } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import { review, revealed, settled } from '../../test/extracted-review.ts'
import { extractionWorkbook, type ExtractedReview, type Sheet } from '../index.ts'

const about = { title: 'Back schools and work', reference: 'PROSPERO CRD1', date: '2026-11-23' }

function sheet(of: ExtractedReview, name: string): readonly Readonly<Record<string, unknown>>[] {
  const [header = [], ...rows] = rowsOf(extractionWorkbook(of, about), name)
  return rows.map((cells) => Object.fromEntries(header.map((title, at) => [String(title), cells[at] ?? null])))
}

const rowsOf = (sheets: readonly Sheet[], name: string) => sheets.find((one) => one.name === name)?.rows ?? []

const events = {
  ...EXTRACTED,
  'results/o1~t1~a1/events': reported(10),
  'results/o1~t1~a2/events': reported(20),
}

describe('the workbook', () => {
  it('has five sheets, each of them a rectangle but the last', () => {
    const sheets = extractionWorkbook(review([settled(events), revealed({}, {})]), about)
    expect(sheets.map(({ name }) => name)).toEqual(['Studies', 'Results', 'Long', 'Fields', 'About'])
    for (const { rows } of sheets) expect(new Set(rows.map((cells) => cells.length)).size).toBe(1)
  })

  it('names every field of every form, with what it takes', () => {
    for (const form of [tinyForm, ...TEMPLATES]) {
      const fields = sheet(review([], form), 'Fields')
      expect(fields.map((field) => `${field['Section']}/${field['Field']}`)).toEqual(
        form.sections.flatMap(({ id, fields: all }) => all.map((field) => `${id}/${field.id}`)),
      )
    }
    expect(FORMS.some(isInstrument)).toBe(true)
    const fields = sheet(review([]), 'Fields')
    expect(fields[0]).toMatchObject({
      Label: 'Design',
      Takes: 'randomised = Randomised; cohort = Cohort',
      Required: 'yes',
    })
    expect(fields.find(({ Field }) => Field === 'dropped')).toMatchObject({ Retired: 'yes' })
  })

  it('has numbers as numbers, and effects with their limits or the reason why there are none', () => {
    const results = sheet(review([settled(events)]), 'Results')
    expect(results[0]).toMatchObject({ Arm: 'Back school', 'Results: People': 40, 'Results: Events': 10, RR: null })
    const compared = results.filter(({ Against }) => Against === 'Usual care')
    expect(compared[0]).toMatchObject({ Timepoint: '6 months', 'RR why not': null })
    expect(compared[0]?.['RR']).toBeCloseTo(0.5, 12)
    expect(compared[1]).toMatchObject({
      Timepoint: '12 months',
      RR: null,
      'RR why not': 'Not given: Events, Back school; Events, Usual care.',
    })
  })

  it('says what the file is, when it was made and what is invented', () => {
    const rows = rowsOf(extractionWorkbook(review([settled(events)], tinyForm, 'All is invented.'), about), 'About')
    const said = new Map(rows.map(([name, text]) => [name, text]))
    expect(said.get('Review')).toBe('Back schools and work')
    expect(said.get('Made on')).toBe('2026-11-23')
    expect(said.get('Form')).toBe('A tiny form, version 1')
    expect(said.get('Invented')).toBe('All is invented.')
    for (const name of ['Studies', 'Results', 'Long'])
      expect(
        sheet(review([settled(events)], tinyForm, 'All is invented.'), name).every(
          ({ Invented }) => Invented === 'All is invented.',
        ),
      ).toBe(true)
  })
})
