/**
 * How well reviewers agreed before they talked: from the first ratings of each study, as they were revealed.
 *
 * Later rounds never count, whatever became of them: by then the raters had seen each other's answers. With more than
 * two reviewers, or pairs that change from study to study, there is one table per pair. Kappa is not a routine
 * statistic of Cochrane reviews and its verbal scales contradict each other, so none is given.
 */
import { agreement, agreementTable, type Interval, type Kappa, type NoKappa } from '@tandem/statistics'
import { countedAnswers, itemsOf, scoreOf } from './instruments/score.ts'
import type { Answers, ChosenOptions, Instrument, Item } from './instruments/definition.ts'
import type { FormVersion, PersonId } from './review.ts'

/** The part of a review that agreement is computed from: a `ReviewView` is one, and so is the state in a snapshot. */
export type RatedReview<Rater extends string = PersonId> = {
  readonly people: readonly { readonly id: Rater }[]
  readonly studies: readonly { readonly id: string; readonly key: string }[]
  readonly assessments: readonly RatedAssessment<Rater>[]
}

type RatedAssessment<Rater> = {
  readonly study: string
  readonly form: FormVersion
  readonly round: number
  readonly revealed: { readonly ratings: readonly { readonly reviewer: Rater; readonly answers: Answers }[] } | null
}

/** The first ratings that one pair of reviewers gave with one form. */
export type PairRatings<Rater extends string = PersonId> = {
  readonly form: FormVersion
  /** In the order of the review's people. */
  readonly reviewers: readonly [Rater, Rater]
  readonly ratings: readonly StudyRatings[]
}

export type StudyRatings = {
  /** The study's key. */
  readonly study: string
  /** In the order of the pair. */
  readonly answers: readonly [Answers, Answers]
}

/** The same with what counts of both. */
type CountedRatings = { readonly study: string; readonly answers: readonly [ChosenOptions, ChosenOptions] }

export type InstrumentAgreement = {
  readonly studies: number
  /** One per item, in the instrument's order. */
  readonly items: readonly (AnswerAgreement & { readonly item: string })[]
  /** Each pooled over the items of the domain: items of one study are not independent, so the interval is too narrow. */
  readonly domains: readonly (AnswerAgreement & { readonly domain: string; readonly pooled: true })[]
  readonly all: AnswerAgreement & { readonly pooled: true }
  readonly totals: TotalAgreement | NoTotals
}

export type AnswerAgreement = {
  /** Ratings given by both. */
  readonly n: number
  /** Ratings that one or both did not give, e.g. because the item was not asked. In no other number. */
  readonly leftOut: number
  readonly percent: Interval | null
  readonly kappa: Kappa | NoKappa
  readonly pabak: number | null
  readonly ac1: number | null
}

/** Agreement on the band of the total: kappa is weighted linearly over all declared bands. */
export type TotalAgreement = AnswerAgreement & {
  readonly reason: null
  /** Studies whose totals or bands differ. One point can cross a band, so both are said. */
  readonly differences: readonly TotalDifference[]
}

export type NoTotals = { readonly reason: 'no-bands' }

export type TotalDifference = {
  readonly study: string
  readonly totals: readonly [number, number]
  /** Band ids; null where a rating is incomplete. */
  readonly bands: readonly [string | null, string | null]
  readonly isBandConflict: boolean
}

/**
 * The first ratings of all studies by form and pair, in the order of the review. Studies not yet revealed are in none.
 */
export function firstRatings<Rater extends string>(review: RatedReview<Rater>): readonly PairRatings<Rater>[] {
  const groups = new Map<string, PairRatings<Rater> & { readonly ratings: StudyRatings[] }>()
  for (const study of review.studies) {
    const firsts = review.assessments.filter(
      ({ study: of, round, form }) => of === study.id && round === 1 && form.kind === undefined,
    )
    for (const { form, reviewers, answers } of firsts.flatMap((assessment) => pairsOf(assessment, review))) {
      const name = JSON.stringify([form.hash, ...reviewers])
      const group = groups.get(name) ?? { form, reviewers, ratings: [] }
      group.ratings.push({ study: study.key, answers })
      groups.set(name, group)
    }
  }
  return [...groups.values()]
}

type Pair<Rater> = {
  readonly form: FormVersion
  readonly reviewers: readonly [Rater, Rater]
  readonly answers: readonly [Answers, Answers]
}

function pairsOf<Rater extends string>(
  { form, revealed }: RatedAssessment<Rater>,
  { people }: RatedReview<Rater>,
): readonly Pair<Rater>[] {
  const place = (rater: Rater) => people.findIndex(({ id }) => id === rater)
  const ratings = [...(revealed?.ratings ?? [])].sort((a, b) => place(a.reviewer) - place(b.reviewer))
  return ratings.flatMap((first, at) =>
    ratings.slice(at + 1).map((second): Pair<Rater> => ({
      form,
      reviewers: [first.reviewer, second.reviewer],
      answers: [first.answers, second.answers],
    })),
  )
}

/** @param ratings one entry per study, e.g. those of one pair in `firstRatings`. */
export function agreementOf(instrument: Instrument, ratings: readonly StudyRatings[]): InstrumentAgreement {
  const counted = ratings.map(({ study, answers: [first, second] }): CountedRatings => ({
    study,
    answers: [countedAnswers(instrument, first), countedAnswers(instrument, second)],
  }))
  return {
    studies: ratings.length,
    items: itemsOf(instrument).map((item) => ({ item: item.id, ...answerAgreement([item], counted) })),
    domains: instrument.domains.map((domain) => ({
      domain: domain.id,
      pooled: true,
      ...answerAgreement(
        domain.items.filter((item) => !item.retired),
        counted,
      ),
    })),
    all: { pooled: true, ...answerAgreement(itemsOf(instrument), counted) },
    totals: totalAgreement(instrument, counted),
  }
}

/** Categories are the declared options: for several items, every option that one of them declares. */
function answerAgreement(items: readonly Item[], ratings: readonly CountedRatings[]): AnswerAgreement {
  const options = [...new Set(items.flatMap((item) => item.options.map((option) => option.id)))]
  const pairs = ratings.flatMap(({ answers: [first, second] }) =>
    items.map((item) => [first[item.id] ?? null, second[item.id] ?? null] as const),
  )
  const table = agreementTable(options, pairs)
  return { leftOut: table.leftOut, ...agreement(table.counts) }
}

function totalAgreement(instrument: Instrument, ratings: readonly CountedRatings[]): TotalAgreement | NoTotals {
  if (instrument.bands.length === 0) return { reason: 'no-bands' }
  const totals = ratings.map(({ study, answers: [first, second] }) => differenceOf(instrument, study, first, second))
  const table = agreementTable(
    instrument.bands.map((band) => band.id),
    totals.map(({ bands }) => bands),
  )
  return {
    reason: null,
    leftOut: table.leftOut,
    ...agreement(table.counts, 'linear'),
    differences: totals.filter(({ totals: [first, second], isBandConflict }) => first !== second || isBandConflict),
  }
}

function differenceOf(instrument: Instrument, study: string, first: Answers, second: Answers): TotalDifference {
  const scores = [scoreOf(instrument, first), scoreOf(instrument, second)] as const
  const bands = [scores[0].band?.id ?? null, scores[1].band?.id ?? null] as const
  return {
    study,
    totals: [scores[0].points, scores[1].points],
    bands,
    isBandConflict: bands[0] !== null && bands[1] !== null && bands[0] !== bands[1],
  }
}
