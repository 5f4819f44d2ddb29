import { agreedAnswers, instrumentById, itemsOf, type Answers, type Instant, type ReviewView } from '@tandem/rules'
import { Scene, tinyInstrument } from '@tandem/rules/testing'
import { describe, expect, test } from 'vitest'
import { reviewView, type StudyPlan } from '../test/review-view.ts'
import { bandText, biasMatrix, cellText, rangeText, type LiveAnswers, type MatrixRow } from './index.ts'

const strong: Answers = { blind: 'yes', sites: 'three', losses: 'yes' }
const weak: Answers = { blind: 'no', 'why-not': 'harmful', sites: 'one', losses: 'yes' }

function rowOf(
  plan: Omit<StudyPlan, 'key'>,
  live: readonly LiveAnswers[] = [],
  change = (view: ReviewView) => view,
): MatrixRow {
  const view = change(reviewView(tinyInstrument, [{ key: 'a', ...plan }]))
  const row = biasMatrix(view, tinyInstrument, live).rows[0]
  if (row === undefined) throw new Error('no row')
  return row
}
const liveIn = (answers: Answers, document = 'consensus-a'): readonly LiveAnswers[] => [
  { assessment: 'assessment-a', document, answers },
]
const kinds = (row: MatrixRow) => row.cells.map(({ kind }) => kind)

describe('a study without a reveal', () => {
  test('that nobody is assigned to is untouched and unanswered', () => {
    expect(rowOf({})).toMatchObject({
      state: 'untouched',
      assessment: 'unassigned',
      submitted: 0,
      reviewers: 2,
      score: null,
    })
    expect(new Set(kinds(rowOf({})))).toEqual(new Set(['unanswered']))
  })

  test.each([
    [0, 'pending'],
    [1, 'partial'],
  ] as const)('with %i of 2 drafts in is hidden in every cell', (submitted, state) => {
    const row = rowOf({ ratings: null, submitted })
    expect(row).toMatchObject({ state: 'hidden', assessment: state, submitted, reviewers: 2, score: null })
    expect(new Set(kinds(row))).toEqual(new Set(['hidden']))
  })

  test('stays hidden whatever live answers are handed in', () => {
    expect(rowOf({ ratings: null, submitted: 1 }, liveIn(strong))).toEqual(rowOf({ ratings: null, submitted: 1 }))
  })
})

test('a settled study of which this reader may not read the ratings is hidden', () => {
  const row = rowOf({ ratings: [strong, strong] }, [], (view) => ({
    ...view,
    assessments: view.assessments.map((assessment) => ({
      ...assessment,
      revealed: assessment.revealed && { ...assessment.revealed, ratings: [] },
      settlement: assessment.settlement && { ...assessment.settlement, contentHash: null, answers: {} },
    })),
  }))
  expect(row).toMatchObject({ state: 'hidden', assessment: 'agreed', score: null })
})

describe('a rating that several people write', () => {
  const together = (settled: boolean, readable: boolean) =>
    rowOf({ ratings: null }, [], (view) => {
      const [first] = view.assessments
      if (first === undefined) throw new Error('no assessment')
      const { joint } = Scene.together('joint').assessment()
      const settlement = {
        how: 'joint',
        at: '2026-03-01T12:00:00.000Z' as Instant,
        contentHash: null,
        answers: readable ? weak : {},
        adjudication: null,
      } as const
      const state = settled ? ('agreed' as const) : ('pending' as const)
      return {
        ...view,
        assessments: [{ ...first, mode: 'joint', joint, state, settlement: settled ? settlement : null }],
      }
    })

  test('is being written until it is submitted, and nothing of it is blind', () => {
    const row = together(false, true)
    expect(row).toMatchObject({ state: 'writing', submitted: 0, reviewers: 1, score: null })
    expect(new Set(kinds(row))).toEqual(new Set(['writing']))
  })

  test('shows its answers and points once it is, though nothing was revealed', () => {
    const row = together(true, true)
    expect(row).toMatchObject({ state: 'settled', submitted: 1, reviewers: 1 })
    expect(row.cells[0]).toEqual({ kind: 'answer', item: 'blind', option: 'no' })
    expect(row.score).not.toBeNull()
  })

  test('is hidden from a reader who may not read it', () => {
    expect(together(true, false)).toMatchObject({ state: 'hidden', score: null })
  })
})

describe('a settled study', () => {
  test('shows its settled answers, points, maximum and band', () => {
    const row = rowOf({ ratings: [strong, weak], settled: { ...weak, losses: 'not-applicable' } })
    expect(row.state).toBe('settled')
    expect(row.cells).toEqual([
      { kind: 'answer', item: 'blind', option: 'no' },
      { kind: 'answer', item: 'why-not', option: 'harmful' },
      { kind: 'answer', item: 'sites', option: 'one' },
      { kind: 'answer', item: 'losses', option: 'not-applicable' },
    ])
    expect(row.score).toEqual({
      total: { low: 1, high: 1, maximum: 6 },
      domains: [
        { id: 'conduct', low: 0, high: 0, maximum: 3 },
        { id: 'size', low: 1, high: 1, maximum: 3 },
      ],
      bands: [tinyInstrument.bands[0]],
    })
  })

  test('says of an item that was not asked that it was not, and not that it is unanswered', () => {
    expect(kinds(rowOf({ ratings: [strong, strong] }))).toEqual(['answer', 'not-asked', 'answer', 'answer'])
  })
})

describe('a study in conflict', () => {
  const nearly: Answers = { ...strong, sites: 'two' }

  test('shows what both agree on and both values of the rest', () => {
    const row = rowOf({ ratings: [strong, nearly] })
    expect(row.state).toBe('open')
    expect(row.cells.at(2)).toEqual({ kind: 'disputed', item: 'sites', values: ['three', 'two'] })
    expect(row.score?.total).toEqual({ low: 3, high: 6, maximum: 6 })
    expect(bandText(row.score?.bands ?? [])).toBe('weak or strong')
  })

  test('shows what stands in the live consensus instead', () => {
    const row = rowOf({ ratings: [strong, nearly] }, liveIn({ ...strong, sites: 'one' }))
    expect(row.cells.at(2)).toEqual({ kind: 'answer', item: 'sites', option: 'one' })
    expect(row).toMatchObject({ state: 'open', score: { total: { low: 4, high: 4 } } })
  })

  test('that had an agreed answer cleared in the live consensus shows it as unanswered', () => {
    const { losses: _, ...rest } = strong
    expect(rowOf({ ratings: [strong, nearly] }, liveIn(rest)).cells.at(3)).toEqual({
      kind: 'unanswered',
      item: 'losses',
    })
  })

  test('ignores the live answers of an earlier consensus document', () => {
    const row = rowOf({ ratings: [strong, nearly] }, liveIn({ ...strong, sites: 'one' }, 'consensus-before'))
    expect(row.cells.at(2)).toMatchObject({ kind: 'disputed' })
  })

  test('whose gate is disputed keeps what both said behind it, and shows null for a question that one was not asked', () => {
    const unclear: Answers = { ...weak, blind: 'unclear' }
    expect(rowOf({ ratings: [weak, unclear] }).cells.at(1)).toEqual({
      kind: 'answer',
      item: 'why-not',
      option: 'harmful',
    })
    expect(rowOf({ ratings: [weak, strong] }).cells.at(1)).toEqual({
      kind: 'disputed',
      item: 'why-not',
      values: ['harmful', null],
    })
  })
})

test('only the current round is shown', () => {
  const row = rowOf({ ratings: [strong, weak] }, [], (view) => {
    const [first] = view.assessments
    if (first === undefined) throw new Error('no assessment')
    const second = { ...first, round: 2, revealed: null, consensus: null, state: 'pending' as const }
    return { ...view, assessments: [{ ...first, isCurrent: false }, second] }
  })
  expect(row.state).toBe('hidden')
})

test('rows keep the order of the review, and the invented sentence goes along', () => {
  const view = reviewView(tinyInstrument, [{ key: 'b' }, { key: 'a' }], { invented: 'All invented.' })
  const matrix = biasMatrix(view, tinyInstrument, [])
  expect(matrix.rows.map(({ study }) => study.key)).toEqual(['b', 'a'])
  expect(matrix.invented).toBe('All invented.')
})

test('every cell says in words what it shows', () => {
  expect(cellText(tinyInstrument, { kind: 'answer', item: 'losses', option: 'not-applicable' })).toBe('Not applicable')
  expect(cellText(tinyInstrument, { kind: 'disputed', item: 'blind', values: ['yes', null] })).toBe(
    'disputed, Yes or no answer',
  )
})

test('a range is never written with a dash, which a spreadsheet would read as a date', () => {
  expect([rangeText({ low: 14, high: 14 }), rangeText({ low: 14, high: 15 })]).toEqual(['14', '14 to 15'])
})

test('bands that are still possible are named, or their ends where they are many', () => {
  const bands = ['poor', 'fair', 'good'].map((id) => ({ id, label: id, from: 0, to: 0 }))
  expect([0, 1, 2, 3].map((count) => bandText(bands.slice(0, count)))).toEqual([
    '',
    'poor',
    'poor or fair',
    'poor to good',
  ])
})

test('27 items make 27 cells', () => {
  const instrument = instrumentById('downs-and-black-modified')
  if (instrument === undefined) throw new Error('no instrument')
  const answers = Object.fromEntries(itemsOf(instrument).map((item) => [item.id, 'no']))
  const view = reviewView(instrument, [{ key: 'a', ratings: [answers, answers] }])
  const [row] = biasMatrix(view, instrument, []).rows
  expect(row?.cells.map(({ item }) => item)).toEqual(Object.keys(agreedAnswers(instrument, [answers, answers])))
})
