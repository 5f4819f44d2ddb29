/** What a verified assessment still waits for. */
import type { DecisionContext } from './decision.ts'
import { answersIn, itemContent, type PlainDocument } from './content/index.ts'
import type { Instrument } from './instruments/definition.ts'
import { itemsOf } from './instruments/score.ts'
import type { Assessment } from './review.ts'

/**
 * Items with an answer that nobody has confirmed as it stands, in the instrument's order. What somebody confirmed counts
 * while they are assigned to confirm, and never if they could write too: two people stand behind each answer.
 */
export function unconfirmedItems(
  instrument: Instrument,
  { joint, verifiers }: Pick<Assessment, 'joint' | 'verifiers'>,
  document: PlainDocument,
  { hashOf }: Pick<DecisionContext, 'hashOf'>,
): readonly string[] {
  const answers = answersIn(instrument, document)
  const answered = itemsOf(instrument).filter(({ id }) => answers[id] !== undefined)
  const valid = joint?.confirmations.filter(
    ({ person }) => verifiers.includes(person) && !joint.writers.includes(person),
  )
  const confirmed = new Map(valid?.map(({ item, valueHash }) => [item, valueHash]))
  return answered.filter(({ id }) => confirmed.get(id) !== hashOf(itemContent(document, id))).map(({ id }) => id)
}
