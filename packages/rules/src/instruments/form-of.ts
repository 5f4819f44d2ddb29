import type { Hash, ReviewView } from '../review.ts'
import type { Instrument } from './definition.ts'

/**
 * The definition of a form that something was planned or rated with.
 *
 * @throws Error where the view holds none. A rule that asked nothing instead would let everything pass: an empty draft has
 *   no open item of no form.
 */
export function formOf({ forms }: Pick<ReviewView, 'forms'>, hash: Hash): Instrument {
  const instrument = forms[hash]
  if (instrument === undefined) throw new Error(`the review's view holds no definition ${hash}`)
  return instrument
}
