import { describe, expect, test } from 'vitest'
import { agreementOf, firstRatings, type StudyRatings } from './agreement.ts'
import { downsAndBlackModified as modified } from './instruments/downs-and-black-modified.ts'
import { itemsOf } from './instruments/score.ts'
import type { Answers } from './instruments/definition.ts'
import type { Assessment, Person, ReviewView, Study } from './review.ts'
import { tinyInstrument } from './testing/tiny-instrument.ts'

const strong: Answers = { blind: 'yes', sites: 'three', losses: 'yes' }
const weak: Answers = { blind: 'no', 'why-not': 'harmful', sites: 'one', losses: 'yes' }

const rated = (study: string, first: Answers, second: Answers): StudyRatings => ({ study, answers: [first, second] })

describe('agreement of two reviewers', () => {
  test('is counted per item over the declared options', () => {
    const { items } = agreementOf(tinyInstrument, [
      rated('a', strong, strong),
      rated('b', weak, strong),
      rated('c', weak, weak),
    ])
    const blind = items.find(({ item }) => item === 'blind')
    expect(blind).toMatchObject({ n: 3, leftOut: 0 })
    expect(blind?.percent?.value).toBeCloseTo(66.6667, 3)
    // po 2/3, pe (1·2 + 2·1)/9 = 4/9; three declared options although two were used
    expect(blind?.kappa.value).toBeCloseTo(0.4, 12)
    expect(blind?.pabak).toBeCloseTo(0.5, 12)
  })

  test('leaves out and counts ratings that one of them did not give, because the item was not asked', () => {
    const { items } = agreementOf(tinyInstrument, [
      rated('a', strong, strong),
      rated('b', weak, strong),
      rated('c', weak, weak),
    ])
    expect(items.find(({ item }) => item === 'why-not')).toMatchObject({ n: 1, leftOut: 2 })
  })

  test('does not count an answer to an item that is not asked', () => {
    const kept: Answers = { ...strong, 'why-not': 'harmless' }
    const { items } = agreementOf(tinyInstrument, [rated('a', kept, kept)])
    expect(items.find(({ item }) => item === 'why-not')).toMatchObject({ n: 0, leftOut: 1, percent: null })
  })

  test('says why there is no kappa', () => {
    const one = agreementOf(tinyInstrument, [rated('a', strong, strong)])
    expect(one.items[0]?.kappa).toEqual({ value: null, reason: 'no-variation' })
    expect(agreementOf(tinyInstrument, []).all.kappa).toEqual({ value: null, reason: 'no-ratings' })
  })

  test('is pooled per domain and over all items, and says so', () => {
    const { domains, all } = agreementOf(tinyInstrument, [rated('a', strong, strong), rated('b', weak, strong)])
    expect(domains.map(({ domain, pooled, n, leftOut }) => ({ domain, pooled, n, leftOut }))).toEqual([
      { domain: 'conduct', pooled: true, n: 2, leftOut: 2 },
      { domain: 'size', pooled: true, n: 4, leftOut: 0 },
    ])
    expect(all).toMatchObject({ pooled: true, n: 6, leftOut: 2 })
    expect(all.percent?.value).toBeCloseTo((100 * 4) / 6, 10)
  })
})

describe('agreement on totals', () => {
  test('lists differences of totals and says which cross a band', () => {
    const nearly: Answers = { ...strong, losses: 'no' }
    const { totals } = agreementOf(tinyInstrument, [
      rated('same', strong, strong),
      rated('near', strong, nearly),
      rated('far', weak, strong),
    ])
    expect(totals).toMatchObject({
      reason: null,
      n: 3,
      differences: [
        { study: 'near', totals: [6, 5], bands: ['strong', 'strong'], isBandConflict: false },
        { study: 'far', totals: [2, 6], bands: ['weak', 'strong'], isBandConflict: true },
      ],
    })
  })

  test('weighs bands linearly over all declared ones, also those that nobody reached', () => {
    const yes = (count: number): Answers =>
      Object.fromEntries(itemsOf(modified).map((item, place) => [item.id, place < count ? 'yes' : 'no']))
    // totals 10, 15 | 28, 20 | 15, 15: bands poor-fair, excellent-good, fair-fair out of four
    const { totals } = agreementOf(modified, [
      rated('a', yes(9), yes(14)),
      rated('b', yes(27), yes(19)),
      rated('c', yes(14), yes(14)),
    ])
    if (totals.reason !== null || totals.kappa.value === null) throw new Error('no kappa of the totals')
    expect(totals.differences.map(({ totals }) => totals)).toEqual([
      [10, 15],
      [28, 20],
    ])
    expect(totals.kappa.observed).toBeCloseTo((2 / 3 + 2 / 3 + 1) / 3, 12)
    // rows poor 1, fair 1, excellent 1; columns fair 2, good 1; weights 1 - |i-j|/3
    expect(totals.kappa.expected).toBeCloseTo((2 * (2 / 3) + 1 / 3 + 2 * 1 + 2 / 3 + 2 * (1 / 3) + 2 / 3) / 9, 12)
  })

  test('leaves out studies with an incomplete rating', () => {
    const { totals } = agreementOf(tinyInstrument, [rated('a', strong, { blind: 'yes' })])
    expect(totals).toMatchObject({
      n: 0,
      leftOut: 1,
      differences: [{ bands: ['strong', null], isBandConflict: false }],
    })
  })

  test('does not exist for an instrument without bands', () => {
    expect(agreementOf({ ...tinyInstrument, bands: [] }, [rated('a', strong, weak)]).totals).toEqual({
      reason: 'no-bands',
    })
  })
})

describe('first ratings', () => {
  const form = { id: 'tiny', version: 3, hash: 'f'.repeat(64) }
  const people = ['alice', 'bob', 'carol'].map(
    (id): Person => ({ id, name: id, roles: ['reviewer'], conflictsOfInterest: [], hue: 1 }) as unknown as Person,
  )
  const study = (key: string): Study =>
    ({ id: `id-${key}`, key, label: key, design: '', citation: null }) as unknown as Study
  const assessment = (key: string, raters: readonly (readonly [string, Answers])[] | null, changes = {}): Assessment =>
    ({
      study: `id-${key}`,
      form,
      round: 1,
      isCurrent: true,
      state: 'conflict',
      revealed: raters && { ratings: raters.map(([reviewer, answers]) => ({ reviewer, answers })) },
      ...changes,
    }) as unknown as Assessment
  const viewOf = (...assessments: readonly Assessment[]): ReviewView =>
    ({ people, studies: [study('a'), study('b')], assessments, forms: {} }) as unknown as ReviewView

  test('are those of round 1, also when a later round is the current one', () => {
    const view = viewOf(
      assessment(
        'a',
        [
          ['alice', strong],
          ['bob', weak],
        ],
        { isCurrent: false },
      ),
      assessment(
        'a',
        [
          ['alice', weak],
          ['bob', weak],
        ],
        { round: 2 },
      ),
    )
    expect(firstRatings(view)).toEqual([
      { form, reviewers: ['alice', 'bob'], ratings: [{ study: 'a', answers: [strong, weak] }] },
    ])
  })

  test('leave out what is not revealed', () => {
    expect(firstRatings(viewOf(assessment('a', null)))).toEqual([])
  })

  test('keep a pair in one order, whichever slot each person had', () => {
    const view = viewOf(
      assessment('b', [
        ['bob', weak],
        ['alice', strong],
      ]),
      assessment('a', [
        ['alice', strong],
        ['bob', weak],
      ]),
    )
    expect(firstRatings(view)).toEqual([
      {
        form,
        reviewers: ['alice', 'bob'],
        ratings: [
          { study: 'a', answers: [strong, weak] },
          { study: 'b', answers: [strong, weak] },
        ],
      },
    ])
  })

  test('are one table per pair where there are more than two reviewers', () => {
    const view = viewOf(
      assessment('a', [
        ['alice', strong],
        ['bob', weak],
        ['carol', strong],
      ]),
    )
    expect(firstRatings(view).map(({ reviewers, ratings }) => [reviewers, ratings[0]?.answers])).toEqual([
      [
        ['alice', 'bob'],
        [strong, weak],
      ],
      [
        ['alice', 'carol'],
        [strong, strong],
      ],
      [
        ['bob', 'carol'],
        [weak, strong],
      ],
    ])
  })

  test('of two forms are never mixed', () => {
    const other = { form: { ...form, version: 4, hash: 'e'.repeat(64) } }
    const view = viewOf(
      assessment('a', [
        ['alice', strong],
        ['bob', weak],
      ]),
      assessment(
        'b',
        [
          ['alice', strong],
          ['bob', weak],
        ],
        other,
      ),
    )
    expect(firstRatings(view).map(({ form }) => form.version)).toEqual([3, 4])
  })

  test('of a single reviewer make no pair', () => {
    expect(firstRatings(viewOf(assessment('a', [['alice', strong]])))).toEqual([])
  })
})
