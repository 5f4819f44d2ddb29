import type { Instrument } from '../instruments/definition.ts'
import type { Hash, ReviewView } from '../review.ts'
import { isInstrument, type Form } from './form.ts'

/**
 * The definition of a form that something was planned or filled in with.
 *
 * @throws Error where the view holds none. A rule that asked nothing instead would let everything pass: an empty draft has
 *   no open item of no form.
 */
export function formOf({ forms }: Pick<ReviewView, 'forms'>, hash: Hash): Form {
  const form = forms[hash]
  if (form === undefined) throw new Error(`the review's view holds no definition ${hash}`)
  return form
}

/** @throws Error also where it is another form: what is asked makes sense of instruments alone. */
export function instrumentOf(view: Pick<ReviewView, 'forms'>, hash: Hash): Instrument {
  const form = formOf(view, hash)
  if (!isInstrument(form)) throw new Error(`${form.id} is no instrument`)
  return form
}
