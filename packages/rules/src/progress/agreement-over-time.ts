/**
 * Whether two reviewers come to agree more, or drift apart: agreement of their first ratings in the order of the reveals,
 * in blocks of equal size. Few studies have no course: below two blocks of `BLOCK` studies nothing is said.
 */
import { agreementOf, type AnswerAgreement, type PairRatings } from '../agreement.ts'
import type { Instrument } from '../instruments/definition.ts'
import type { Assessment, Instant, Study } from '../review.ts'

export type AgreementBlock = {
  readonly from: Instant
  readonly to: Instant
  readonly studies: number
  /** Over all items. */
  readonly agreement: AnswerAgreement
}

/** The fewest studies of a block: with 27 items, 270 pairs of answers. */
export const BLOCK = 10
export const MOST_BLOCKS = 6

/** @param pair as `firstRatings` gives it, of the same stage as the assessments. */
export function agreementOverTime(
  instrument: Instrument,
  pair: Pick<PairRatings, 'ratings'>,
  studies: readonly Study[],
  assessments: readonly Assessment[],
): readonly AgreementBlock[] {
  const revealedAt = revealsByKey(studies, assessments)
  const ordered = pair.ratings
    .flatMap((rating) => {
      const at = revealedAt.get(rating.study)
      return at === undefined ? [] : [{ at, rating }]
    })
    .sort((one, other) => (one.at < other.at ? -1 : 1))
  const blocks = Math.min(MOST_BLOCKS, Math.floor(ordered.length / BLOCK))
  if (blocks < 2) return []
  return Array.from({ length: blocks }, (_, place) => {
    const cut = (at: number): number => Math.round((at * ordered.length) / blocks)
    return blockOf(instrument, ordered.slice(cut(place), cut(place + 1)))
  })
}

type Revealed = { readonly at: Instant; readonly rating: PairRatings['ratings'][number] }

function blockOf(instrument: Instrument, revealed: readonly Revealed[]): AgreementBlock {
  const ratings = revealed.map(({ rating }) => rating)
  const [first, last] = [revealed[0], revealed.at(-1)]
  if (!first || !last) throw new Error('a block has studies')
  return { from: first.at, to: last.at, studies: ratings.length, agreement: agreementOf(instrument, ratings).all }
}

function revealsByKey(studies: readonly Study[], assessments: readonly Assessment[]): ReadonlyMap<string, Instant> {
  const keys = new Map(studies.map(({ id, key }) => [id, key]))
  return new Map(
    assessments.flatMap(({ study, round, revealed }) => {
      const key = keys.get(study)
      return round === 1 && revealed && key !== undefined ? [[key, revealed.at] as const] : []
    }),
  )
}
