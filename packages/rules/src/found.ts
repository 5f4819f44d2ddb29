/** How a review begins: somebody makes it, leads it, and plans it. */
import type { AskedPlan } from './commands.ts'
import { namesKnownForms, type DecisionContext, type Denial } from './decision.ts'
import { decide } from './decide.ts'
import { decidingFor } from './deciding/deciding.ts'
import { planFrom } from './deciding/protocol.ts'
import type { ReviewEvent } from './events.ts'
import { evolve, startOf } from './evolve.ts'
import { accepted, refused, type Result } from './result.ts'
import type { Form } from './forms/form.ts'
import type { Hash, PersonId, Review, Role } from './review.ts'

/** `hue` is the one that this person has elsewhere. Whoever does not review may adjudicate. */
export type Founder = {
  readonly person: PersonId
  readonly name: string
  readonly hue?: number
  readonly isReviewer: boolean
}

export type Founded = { readonly review: Review; readonly events: readonly ReviewEvent[] }

/** The review before its first event, and its first events. The plan is judged as any later one. */
export function found(
  { id, invented }: Pick<Review, 'id' | 'invented'>,
  founder: Founder,
  asked: AskedPlan,
  context: DecisionContext,
  forms: Readonly<Record<Hash, Form>>,
): Result<Founded, Denial> {
  if (!namesKnownForms(asked, context)) return refused({ rule: 'instrument-is-known', details: {} })
  const review: Review = { ...planFrom(asked, context), id, invented }
  const start = startOf({ review, forms })
  const { person, name, hue = 1, isReviewer } = founder
  const roles: readonly Role[] = isReviewer ? ['lead', 'reviewer'] : ['lead', 'adjudicator']
  const { by } = decidingFor(start, person, context)
  const joined = by({ type: 'joined', person, roles, hue, invitation: null, name })
  const planned = decide(evolve(start, joined), person, { type: 'plan', plan: asked, reason: null }, context)
  return planned.ok ? accepted({ review, events: [joined, ...planned.value] }) : planned
}
