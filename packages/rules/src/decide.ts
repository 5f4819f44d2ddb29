/**
 * Commands become events here, or a denial. The same function runs at the server's door (the truth) and in the browser
 * (a control is disabled, the denial's sentence is its tooltip).
 */
import type { Decidable } from './commands.ts'
import type { Decision, DecisionContext, Denial } from './decision.ts'
import { onAssessment } from './deciding/assessments.ts'
import { decidingFor, type Deciding } from './deciding/deciding.ts'
import { onProtocol } from './deciding/protocol.ts'
import { onStudies } from './deciding/studies.ts'
import { onTeam } from './deciding/team.ts'
import { onThreads } from './deciding/threads.ts'
import type { ReviewEvent } from './events.ts'
import { memberOf } from './grants.ts'
import { accepted, refused } from './result.ts'
import type { Assessment, AssessmentId, PersonId, ReviewView } from './review.ts'
import { firstDenial } from './rulebook/index.ts'
import { currentAssessment } from './states.ts'

export function decide(view: ReviewView, actor: PersonId, command: Decidable, context: DecisionContext): Decision {
  const denial = denialOf(view, actor, command, context)
  if (denial !== null) return refused(denial)
  return accepted(consequences(decidingFor(view, actor, context), command))
}

/** An allocation is many assignments: what a rule has against one of them, it has against all. */
function denialOf(view: ReviewView, actor: PersonId, command: Decidable, context: DecisionContext): Denial | null {
  const person = memberOf(view, actor) ?? null
  const judge = (asked: Decidable): Denial | null =>
    firstDenial({ view, actor: person, command: asked, context, assessment: assessmentOf(view, asked) })
  const denial = judge(command)
  if (denial !== null || command.type !== 'allocate') return denial
  for (const assignment of command.assignments) {
    const against = judge({ type: 'assign', ...assignment, reason: null })
    if (against !== null) return { ...against, details: { ...against.details, study: assignment.study } }
  }
  return null
}

function assessmentOf(view: ReviewView, command: Decidable): Assessment | null {
  if (command.type === 'assign') return currentAssessment(view, command.study)
  if (!('assessment' in command)) return null
  return view.assessments.find((assessment) => assessment.id === command.assessment) ?? null
}

function consequences(deciding: Deciding, command: Decidable): readonly ReviewEvent[] {
  const { view, by } = deciding
  switch (command.type) {
    case 'plan':
    case 'freeze-protocol':
      return onProtocol(deciding, command)
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
      return [by({ type: 'locked', assessments: currentIds(view), reason: command.reason.trim() })]
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

const currentIds = (view: ReviewView): readonly AssessmentId[] =>
  view.assessments.filter((assessment) => assessment.isCurrent).map((assessment) => assessment.id)
