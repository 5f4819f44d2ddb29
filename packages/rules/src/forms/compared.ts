/**
 * What the reveal of several drafts begins with, whichever kind of form they are of. Apart from `interpret.ts`, because the types
 * of fields come with it: the browser needs those only where something is extracted.
 */
import type { PlainDocument } from '../content/index.ts'
import { agreedAnswers, differencesBetween, seedConsensus } from '../consensus.ts'
import { answersIn } from '../instruments/answers.ts'
import type { Answers } from '../instruments/definition.ts'
import { aligned, comparisonOf, seedOf } from './comparison.ts'
import { isInstrument, type Form } from './form.ts'
import type { Ground } from './interpret.ts'

export type Outcome = {
  /** Of what all agree on, what the log keeps. */
  readonly agreed: Answers
  /** Items on which they differ. */
  readonly differing: readonly string[]
  /** The first content of the consensus. */
  readonly seed: PlainDocument
}

/** What the reveal of these drafts begins with. */
export function compared(
  form: Form,
  drafts: readonly PlainDocument[],
  { structure }: Pick<Ground, 'structure'>,
): Outcome {
  if (isInstrument(form)) {
    const answers = drafts.map((draft) => answersIn(form, draft))
    return {
      agreed: agreedAnswers(form, answers),
      differing: differencesBetween(form, answers),
      seed: seedConsensus(form, drafts),
    }
  }
  const { differing } = comparisonOf(form, aligned(form, drafts), structure)
  return { agreed: {}, differing, seed: seedOf(form, drafts, structure) }
}
