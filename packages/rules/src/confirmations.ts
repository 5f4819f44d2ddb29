/** What a verified assessment still waits for. */
import type { DecisionContext } from './decision.ts'
import { itemContent, type PlainDocument } from './content/index.ts'
import type { Form } from './forms/form.ts'
import { answeredIn, type Ground } from './forms/interpret.ts'
import type { Assessment } from './review.ts'

/**
 * Items with an answer that nobody has confirmed as it stands, in the form's order. What somebody confirmed counts
 * while they are assigned to confirm, and never if they could write too: two people stand behind each answer.
 */
export function unconfirmedItems(
  form: Form,
  { joint, verifiers }: Pick<Assessment, 'joint' | 'verifiers'>,
  document: PlainDocument,
  ground: Ground,
  { hashOf }: Pick<DecisionContext, 'hashOf'>,
): readonly string[] {
  const valid = joint?.confirmations.filter(
    ({ person }) => verifiers.includes(person) && !joint.writers.includes(person),
  )
  const confirmed = new Map(valid?.map(({ item, valueHash }) => [item, valueHash]))
  return answeredIn(form, document, ground).filter((id) => confirmed.get(id) !== hashOf(itemContent(document, id)))
}
