import { builtInForm, isInstrument, structureIn, type ExtractionForm } from '@tandem/rules'
import { EXTRACTED, reported, row, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import { hidden, plain, review, revealed, settled, structure, type Fields } from '../../test/extracted-review.ts'
import { characteristics, missing, type ExtractedReview, type ExtractedStudy, type TableCell } from '../index.ts'

/** The cell of one column in the only row. */
function cellOf(of: ExtractedReview | ExtractedStudy, column: string): TableCell {
  const { columns, rows } = characteristics('studies' in of ? of : review([of]))
  const cell = rows[0]?.cells[columns.findIndex(({ id }) => id === column)]
  if (cell === undefined) throw new Error(`no column ${column}`)
  return cell
}

const textIn = (of: ExtractedReview | ExtractedStudy, column: string) => {
  const { text, state } = cellOf(of, column)
  return { text, state }
}

describe('a cell of the characteristics is', () => {
  it('agreed once the study is settled, or where all drafts say the same', () => {
    expect(textIn(settled(EXTRACTED), 'design')).toEqual({ text: 'Cohort', state: 'agreed' })
    expect(textIn(revealed({}, {}), 'design')).toEqual({ text: 'Cohort', state: 'agreed' })
  })

  it('in conflict where drafts differ, with both values until the open consensus holds one', () => {
    const differing = { aim: reported('To compare') }
    const other = { aim: reported('To describe') }
    expect(textIn(revealed(differing, other), 'aim')).toEqual({
      text: 'To compare or To describe (in conflict)',
      state: 'conflict',
    })
    expect(textIn(revealed(differing, other, differing), 'aim')).toEqual({
      text: 'To compare (in conflict)',
      state: 'conflict',
    })
    expect(
      textIn(settled({ ...EXTRACTED, ...differing }, { drafts: revealed(differing, other).drafts }), 'aim'),
    ).toEqual({ text: 'To compare', state: 'agreed' })
  })

  it('of one draft only where the others say nothing', () => {
    const cell = cellOf(revealed({ aim: reported('To compare') }, {}), 'aim')
    expect(cell).toMatchObject({ text: 'To compare (one draft only)', state: 'one-draft', order: null })
    expect(cell.parts[0]?.drafts).toEqual(['To compare', ''])
  })

  it('missing where it is asked and nobody has said anything', () => {
    expect(textIn(revealed({}, {}), 'aim')).toEqual({ text: '', state: 'missing' })
    expect(textIn(settled(EXTRACTED), 'aim')).toEqual({ text: '', state: 'missing' })
    const { 'funders/f1/order': _, ...unfunded } = EXTRACTED
    expect(cellOf(settled(unfunded), 'funders/name')).toMatchObject({ state: 'missing', address: 'funders' })
  })

  it('not asked after the other answers, whatever was written before', () => {
    const written = { ...EXTRACTED, allocation: reported('by envelopes') }
    expect(textIn(settled(written), 'allocation')).toEqual({ text: '', state: 'not-asked' })
    const oneSaid = revealed({ design: reported('randomised') }, {})
    expect(textIn(oneSaid, 'allocation').state).toBe('missing')
    expect(textIn(settled(EXTRACTED, { drafts: oneSaid.drafts }), 'allocation').state).toBe('not-asked')
    const randomised = { ...written, design: reported('randomised') }
    expect(textIn(settled(randomised), 'allocation')).toEqual({ text: 'by envelopes', state: 'agreed' })
  })

  it('not settled while people write it together', () => {
    const together = settled(EXTRACTED, { consensus: { content: plain(EXTRACTED), isSettled: false } })
    expect(textIn(together, 'design')).toEqual({ text: 'Cohort', state: 'open' })
  })

  it('not shown while nothing of the study may be read', () => {
    expect(textIn(hidden(), 'design')).toEqual({ text: '', state: 'hidden' })
  })
})

describe('the text of a cell', () => {
  it.each([
    [{ status: 'not-reported' }, 'not reported'],
    [{ status: 'not-applicable' }, 'not applicable'],
    [{ status: 'unclear' }, 'unclear'],
    [{ status: 'unclear', value: 'cohort' }, 'Cohort (unclear)'],
    [{ status: 'calculated', value: 'cohort' }, 'Cohort (calculated)'],
    [{ status: 'from-authors', value: 'cohort' }, 'Cohort (from the authors)'],
    [{ status: 'digitised', value: 'cohort' }, 'Cohort (read from a figure)'],
    [{ status: 'reported', value: 'cohort' }, 'Cohort'],
  ])('of %j is "%s"', (answer, text) => {
    expect(cellOf(settled({ ...EXTRACTED, design: answer }), 'design').text).toBe(text)
  })

  it('lists rows in their order, each with its name unless the column holds the names', () => {
    const two = { ...EXTRACTED, ...row('funders', 'f2', 'A', { name: 'A firm', role: 'sponsor' }) }
    expect(cellOf(settled(two), 'funders/name').text).toBe('A firm; The region')
    expect(cellOf(settled(two), 'funders/role').text).toBe('A firm: sponsor; The region: missing')
  })

  it('lists the arms of the structure', () => {
    const form = builtInForm('return-to-work')
    if (form === undefined || isInstrument(form)) throw new Error('no form')
    const n: Fields = { 'participants/a1/n': reported(60), 'participants/a2/n': reported(58) }
    expect(cellOf(review([settled(n)], form), 'participants/n')).toMatchObject({
      text: 'Back school: 60; Usual care: 58',
      order: 60,
      state: 'agreed',
    })
    expect(textIn(review([settled(n, { structure: null })], form), 'participants/n').state).toBe('not-asked')
    expect(textIn(review([settled({ 'participants/a1/n': reported(60) })], form), 'participants/n')).toEqual({
      text: 'Back school: 60; Usual care: missing',
      state: 'missing',
    })
  })

  it('calls rows of another section by their names', () => {
    const about: ExtractionForm = {
      ...tinyForm,
      sections: [
        ...tinyForm.sections,
        {
          id: 'blinding',
          title: 'Blinding',
          help: '',
          per: 'study',
          fields: [
            { id: 'blinded', label: 'Who', help: '', required: false, settings: { type: 'rows', section: 'arms' } },
          ],
        },
      ],
    }
    expect(cellOf(review([settled({ blinded: reported(['a1', 'a2']) })], about), 'blinded').text).toBe(
      'Back school; Usual care',
    )
  })
})

describe('studies of several versions of a form', () => {
  const [section, ...sections] = tinyForm.sections
  const asked = { id: 'funding', label: 'Funding', help: '', required: true, settings: { type: 'text' } } as const
  const later: ExtractionForm = {
    ...tinyForm,
    version: 2,
    sections: [{ ...section!, fields: [...section!.fields, asked] }, ...sections],
  }
  const studies = [
    settled(EXTRACTED),
    settled({ ...EXTRACTED, funding: reported('The region') }, { key: 'b', form: later }),
    settled(EXTRACTED, { key: 'c', form: later }),
  ]

  it('say which, and what the earlier one did not ask is not missing', () => {
    const { columns, rows } = characteristics(review(studies, later))
    const funding = columns.findIndex(({ id }) => id === 'funding')
    expect(rows.map(({ cells }) => cells[funding]?.state)).toEqual(['not-asked', 'agreed', 'missing'])
    expect(columns.at(-1)?.label).toBe('Version of the form')
    expect(rows.map(({ cells }) => cells.at(-1)?.text)).toEqual(['1', '2', '2'])
    expect(missing(review(studies, later)).map(({ study, address }) => `${study.key} ${address}`)).toContain(
      'c funding',
    )
    expect(
      missing(review(studies, later)).some(
        ({ study, address }) => study.key === studies[0]?.key && address === 'funding',
      ),
    ).toBe(false)
  })

  it('say nothing of it while there is one', () => {
    expect(characteristics(review(studies.slice(1), later)).columns.at(-1)?.label).not.toBe('Version of the form')
  })
})

describe('the columns', () => {
  it('are those of the form, without results and without retired fields that nobody answered', () => {
    expect(characteristics(review([settled(EXTRACTED)])).columns.map(({ id }) => id)).toEqual([
      'design',
      'allocation',
      'aim',
      'funders/name',
      'funders/role',
    ])
  })

  it('have a retired field that somebody answered, at the end', () => {
    const kept = settled({ ...EXTRACTED, dropped: reported('an older question') })
    const { columns, rows } = characteristics(review([kept, settled(EXTRACTED, { key: 'b' })]))
    expect(columns.at(-1)).toMatchObject({ id: 'dropped', isRetired: true })
    expect(rows.map(({ cells }) => cells.at(-1)?.text)).toEqual(['an older question (no longer asked)', ''])
  })

  it('are the chosen ones in the chosen order; those that there are not are passed over', () => {
    const { columns, rows } = characteristics(review([settled(EXTRACTED)]), ['funders/name', 'gone', 'design'])
    expect(columns.map(({ id }) => id)).toEqual(['funders/name', 'design'])
    expect(rows[0]?.cells.map(({ text }) => text)).toEqual(['The region', 'Cohort'])
  })
})

it('rows of two drafts that mean the same are one row, whichever ids they have', () => {
  const bob = { ...EXTRACTED, ...row('funders', 'x9', 'B', { name: 'the  REGION', role: 'sponsor' }) }
  const { 'funders/f1/order': _, 'funders/f1/name': __, ...byBob } = bob as Record<string, never>
  const study = { ...revealed({}, {}), consensus: null }
  const drafts = [study.drafts[0]!, { reviewer: 'bob', content: plain(byBob) }]
  expect(cellOf({ ...study, drafts }, 'funders/name')).toMatchObject({ text: 'The region', state: 'agreed' })
  expect(cellOf({ ...study, drafts }, 'funders/role').text).toBe('The region: sponsor (one draft only)')
})

it('what was answered of an arm that the structure has lost is in no column', () => {
  const lost = structureIn(plain({ ...STRUCTURE, 'arms/a2/order': null }))
  expect(lost.arms).toHaveLength(structure.arms.length - 1)
  const form = builtInForm('return-to-work') as ExtractionForm
  const fields = { 'participants/a1/n': reported(60), 'participants/a2/n': reported(58) }
  expect(cellOf(review([settled(fields, { structure: lost })], form), 'participants/n').text).toBe('Back school: 60')
})
