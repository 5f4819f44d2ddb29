/**
 * What the rules have against a command. The same at the server's door (the truth, before anything is decided) and in the
 * browser (a control is disabled, the denial's sentence is its tooltip), which has no use for what would follow.
 */
import type { Decidable } from './commands.ts'
import type { DecisionContext, Denial } from './decision.ts'
import { memberOf } from './grants.ts'
import type { Assessment, PersonId, ReviewView } from './review.ts'
import { firstDenial } from './rulebook/index.ts'
import { currentAssessment } from './states.ts'

/** Null where no rule has anything against it. An allocation is many assignments: what is against one is against all. */
export function denialOf(
  view: ReviewView,
  actor: PersonId,
  command: Decidable,
  context: DecisionContext,
): Denial | null {
  const person = memberOf(view, actor) ?? null
  const judge = (asked: Decidable): Denial | null =>
    firstDenial({ view, actor: person, command: asked, context, assessment: assessmentOf(view, asked) })
  const denial = judge(command)
  if (denial !== null || command.type !== 'allocate') return denial
  for (const assignment of command.assignments) {
    const against = judge({ type: 'assign', form: command.form, ...assignment, reason: null })
    if (against !== null) return { ...against, details: { ...against.details, study: assignment.study } }
  }
  return null
}

export function assessmentOf(view: ReviewView, command: Decidable): Assessment | null {
  if (command.type === 'assign') return currentAssessment(view, command.study, command.form)
  if (!('assessment' in command)) return null
  return view.assessments.find((assessment) => assessment.id === command.assessment) ?? null
}
