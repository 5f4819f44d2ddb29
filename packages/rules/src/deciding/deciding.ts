import type { DecisionContext } from '../decision.ts'
import type { ReviewEvent, ReviewFact } from '../events.ts'
import type { PersonId, ReviewView } from '../review.ts'

/** What every consequence of a command is made from. The rules have nothing against the command any more. */
export type Deciding = {
  /** Before the command. */
  readonly view: ReviewView
  readonly actor: PersonId
  readonly context: DecisionContext
  /** The actor's act. */
  readonly by: (fact: ReviewFact) => ReviewEvent
  /** What follows from it by itself. */
  readonly follows: (fact: ReviewFact) => ReviewEvent
}

export function decidingFor(view: ReviewView, actor: PersonId, context: DecisionContext): Deciding {
  return {
    view,
    actor,
    context,
    by: (fact) => ({ at: context.at, actor, ...fact }),
    follows: (fact) => ({ at: context.at, actor: 'system', ...fact }),
  }
}
