import {
  agreedAnswers,
  agreementOf,
  countedAnswers,
  differencesBetween,
  instrumentById,
  itemsOf,
  scoreOf,
} from '@tandem/rules'
import { describe, expect, test } from 'vitest'
import { DEMO, type DemoRating } from './demo-data.ts'

const instrument = instrumentById(DEMO.review.stages[0]?.instrument ?? '')
if (instrument === undefined) throw new Error('the demo needs its instrument')

const ratingOf = (study: string): DemoRating => {
  const rating = DEMO.ratings.find((candidate) => candidate.study === study)
  if (rating === undefined) throw new Error(`no rating of ${study}`)
  return rating
}
const draftsOf = ({ drafts }: DemoRating) => [drafts.alice.answers, drafts.bob.answers]
const finalOf = (rating: DemoRating) => ({
  ...agreedAnswers(instrument, draftsOf(rating)),
  ...rating.consensus?.answers,
})

describe('every rating of the demo', () => {
  test.each(DEMO.ratings)('of $study is complete and fits the instrument', (rating) => {
    for (const answers of draftsOf(rating)) {
      expect(scoreOf(instrument, answers).open).toEqual([])
      expect(countedAnswers(instrument, answers)).toEqual(answers)
    }
    const decided = rating.consensus?.answers ?? {}
    expect(countedAnswers(instrument, decided)).toEqual(decided)
  })

  test.each(DEMO.ratings)('of $study has notes and sources for items that exist, quoted from the title', (rating) => {
    const ids = new Set(itemsOf(instrument).map((item) => item.id))
    const { citation } = DEMO.studies.find(({ key }) => key === rating.study)!
    for (const { notes, sources } of [rating.drafts.alice, rating.drafts.bob]) {
      expect(Object.keys({ ...notes, ...sources, ...rating.consensus?.notes }).filter((id) => !ids.has(id))).toEqual([])
      for (const { quote } of Object.values(sources).flat()) expect(citation.title).toContain(quote)
    }
  })

  test.each(DEMO.ratings)('of $study decides on differences only', (rating) => {
    const differing = differencesBetween(instrument, draftsOf(rating))
    expect(Object.keys(rating.consensus?.answers ?? {}).filter((id) => !differing.includes(id))).toEqual([])
  })
})

describe('outcomes', () => {
  test.each([
    ['burke-1994', 'agreed', 16, 'fair'],
    ['cui-2023', 'consensus', 25, 'good'],
    ['porteau-cassard-1999', 'adjudication', 14, 'poor'],
    ['poulain-2010', 'consensus', 20, 'good'],
  ])('%s is settled by %s with %i points, %s', (study, how, points, band) => {
    const rating = ratingOf(study)
    expect(rating.how.type).toBe(how)
    expect(scoreOf(instrument, finalOf(rating))).toMatchObject({ points, band: { id: band }, open: [] })
    expect(differencesBetween(instrument, draftsOf(rating)).length).toBe(
      how === 'agreed' ? 0 : study.startsWith('porteau') ? 5 : 4,
    )
  })

  test('tavares-figueiredo-2016 differs on five items, of which 17 and 21 are open, between poor and fair', () => {
    const rating = ratingOf('tavares-figueiredo-2016')
    expect(differencesBetween(instrument, draftsOf(rating))).toEqual(['db-9', 'db-12', 'db-17', 'db-19', 'db-21'])
    expect(draftsOf(rating).map((answers) => scoreOf(instrument, answers).points)).toEqual([18, 14])
    expect(scoreOf(instrument, finalOf(rating))).toMatchObject({
      open: ['db-17', 'db-21'],
      range: { low: 14, high: 16 },
    })
  })

  test('ibrahim-2019 is untouched', () => {
    expect(DEMO.studies.some(({ key }) => key === 'ibrahim-2019')).toBe(true)
    expect(DEMO.ratings.some(({ study }) => study === 'ibrahim-2019')).toBe(false)
  })

  test('the adjudicator is a third person and gives a rationale', () => {
    const { how } = ratingOf('porteau-cassard-1999')
    if (how.type !== 'adjudication') throw new Error('not adjudicated')
    expect(DEMO.people.find(({ key }) => key === how.adjudicator)?.roles).toContain('adjudicator')
    expect(how.rationale.length).toBeGreaterThan(40)
  })

  test('the two reviewers agree as real ones do: kappa between 0.7 and 0.85', () => {
    const ratings = DEMO.ratings.map((rating) => ({
      study: rating.study,
      answers: [rating.drafts.alice.answers, rating.drafts.bob.answers] as const,
    }))
    const { all } = agreementOf(instrument, ratings)
    expect(all.n).toBe(135)
    expect(all.kappa.value).toBeGreaterThan(0.7)
    expect(all.kappa.value).toBeLessThan(0.85)
  })
})

test('studies, ratings and people have keys of their own', () => {
  for (const keys of [
    DEMO.studies.map(({ key }) => key),
    DEMO.ratings.map(({ study }) => study),
    DEMO.people.map(({ key }) => key),
  ]) {
    expect(new Set(keys).size).toBe(keys.length)
  }
  expect(DEMO.studies).toHaveLength(6)
})
