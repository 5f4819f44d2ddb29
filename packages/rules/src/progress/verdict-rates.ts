/**
 * How often each reviewer gave which kind of answer. Held back until every study of the stage is settled: while somebody
 * still rates, what the others tend to would be a nudge, and a rate over few studies tells the ratings themselves.
 *
 * Of the first round alone, as it was revealed: what people rated before they saw what the others did.
 */
import type { Instrument, Tone } from '../instruments/definition.ts'
import type { Form } from '../forms/form.ts'
import { instrumentOf } from '../forms/form-of.ts'
import { countedAnswers, itemsOf, scoreOf } from '../instruments/score.ts'
import type { Assessment, Hash, PersonId, Rating, Study } from '../review.ts'
import { isSettled } from '../states.ts'

export type VerdictRates =
  /** `open`: studies that are not settled. */
  | { readonly is: 'held'; readonly open: number }
  /** The reader may not read all of the ratings, and a part of them would be another number. */
  | { readonly is: 'not-readable' }
  | { readonly is: 'known'; readonly people: readonly PersonRates[] }

export type PersonRates = {
  readonly person: PersonId
  readonly studies: number
  /** Answers given to items that were asked. */
  readonly answers: number
  /** Of these, by kind. */
  readonly tones: Readonly<Record<Tone, number>>
  /** Studies by band of the total, in the instrument's order; empty where it has none. */
  readonly bands: readonly { readonly band: string; readonly studies: number }[]
}

/** @param assessments of one stage, all rounds. @param forms definitions by hash. */
export function verdictRates(
  studies: readonly Study[],
  assessments: readonly Assessment[],
  forms: Readonly<Record<Hash, Form>>,
): VerdictRates {
  const settled = new Set(
    assessments.filter(({ isCurrent, state }) => isCurrent && isSettled(state)).map(({ study }) => study),
  )
  const open = studies.filter(({ id }) => !settled.has(id)).length
  if (open > 0 || studies.length === 0) return { is: 'held', open }
  const first = assessments.filter(({ round, mode }) => round === 1 && mode === 'independent')
  if (first.some(({ revealed }) => revealed === null || revealed.ratings.length === 0)) return { is: 'not-readable' }
  const people = [...new Set(first.flatMap(({ slots }) => slots.map(({ reviewer }) => reviewer)))]
  return { is: 'known', people: people.map((person) => ratesOf(person, first, forms)) }
}

function ratesOf(
  person: PersonId,
  assessments: readonly Assessment[],
  forms: Readonly<Record<Hash, Form>>,
): PersonRates {
  const tones: Record<Tone, number> = { good: 0, some: 0, bad: 0, worst: 0, none: 0 }
  const bands = new Map<string, number>()
  const rated = assessments.flatMap(({ form, revealed }) => {
    const rating = revealed?.ratings.find(({ reviewer }) => reviewer === person)
    return rating ? [{ instrument: instrumentOf({ forms }, form.hash), rating }] : []
  })
  for (const { instrument, rating } of rated) {
    for (const tone of tonesOf(instrument, rating)) tones[tone] += 1
    for (const { id } of instrument.bands) if (!bands.has(id)) bands.set(id, 0)
    const band = scoreOf(instrument, rating.answers).band?.id
    if (band !== undefined) bands.set(band, (bands.get(band) ?? 0) + 1)
  }
  return {
    person,
    studies: rated.length,
    answers: Object.values(tones).reduce((sum, count) => sum + count, 0),
    tones,
    bands: [...bands].map(([band, studies]) => ({ band, studies })),
  }
}

function tonesOf(instrument: Instrument, { answers }: Rating): readonly Tone[] {
  const counted = countedAnswers(instrument, answers)
  return itemsOf(instrument).flatMap(
    ({ id, options }) => options.find((option) => option.id === counted[id])?.tone ?? [],
  )
}
