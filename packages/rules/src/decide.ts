/** Commands become events here, or a denial: the truth, at the server's door. */
import type { Decidable } from './commands.ts'
import type { Decision, DecisionContext } from './decision.ts'
import { assessmentOf, denialOf } from './denial.ts'
import { onAssessment } from './deciding/assessments.ts'
import { decidingFor, type Deciding } from './deciding/deciding.ts'
import { onForms } from './deciding/forms.ts'
import { onProtocol } from './deciding/protocol.ts'
import { onStudies } from './deciding/studies.ts'
import { onTeam } from './deciding/team.ts'
import { onThreads } from './deciding/threads.ts'
import type { ReviewEvent } from './events.ts'
import { accepted, refused } from './result.ts'
import type { AssessmentId, PersonId, ReviewView } from './review.ts'

export function decide(view: ReviewView, actor: PersonId, command: Decidable, context: DecisionContext): Decision {
  const denial = denialOf(view, actor, command, context)
  if (denial !== null) return refused(denial)
  return accepted(consequences(decidingFor(view, actor, context), command))
}

function consequences(deciding: Deciding, command: Decidable): readonly ReviewEvent[] {
  const { view, by } = deciding
  switch (command.type) {
    case 'plan':
    case 'freeze-protocol':
      return onProtocol(deciding, command)
    case 'begin-form':
    case 'adapt-form':
    case 'publish-form':
    case 'discard-form':
      return onForms(deciding, command)
    case 'invite':
    case 'join':
    case 'revoke-invitation':
    case 'change-roles':
    case 'hand-over':
    case 'leave':
    case 'remove-member':
    case 'declare-conflict':
    case 'clear-conflict':
      return onTeam(deciding, command)
    case 'add-studies':
    case 'correct-study':
    case 'remove-study':
    case 'set-due':
    case 'assign':
    case 'allocate':
      return onStudies(deciding, command)
    case 'open-thread':
    case 'reply':
    case 'resolve-thread':
    case 'reopen-thread':
    case 'revise-comment':
    case 'nudge':
      return onThreads(deciding, command)
    case 'lock':
      return [by({ type: 'locked', assessments: currentIds(view, command.form), reason: command.reason.trim() })]
    case 'snapshot': {
      // The content id is a function of the frozen state; whoever writes the file fills it in the same transaction.
      const number = view.snapshots.length + 1
      const [label, reason] = [command.label.trim(), command.reason.trim()]
      return [by({ type: 'snapshot-made', number, label, reason, contentId: '' })]
    }
    default: {
      const assessment = assessmentOf(view, command)
      return assessment === null ? [] : onAssessment(deciding, command, assessment)
    }
  }
}

const currentIds = (view: ReviewView, form: string): readonly AssessmentId[] =>
  view.assessments.filter((assessment) => assessment.isCurrent && assessment.form.id === form).map(({ id }) => id)
