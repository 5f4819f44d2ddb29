/**
 * The fold: a view and an event give the next view. The server, the browser and the verifier run the same one, so they
 * cannot tell different stories of the same log.
 */
import {
  change,
  onAssigned,
  onConfirmed,
  onReopened,
  onRevealed,
  onSettled,
  onSigned,
  withSubmission,
} from './evolving/assessments.ts'
import { onFormAdopted, onFormBegun, onFormPublished } from './evolving/forms.ts'
import { onAmended, onFrozen, withPlan } from './evolving/protocol.ts'
import { onDueSet, onStudyCorrected } from './evolving/studies.ts'
import {
  onConflictCleared,
  onConflictDeclared,
  onInvited,
  onJoined,
  onLeft,
  onRolesChanged,
  withInvitation,
} from './evolving/team.ts'
import { onCommentRevised, onNudged, onReplied, onThreadOpened, onTurned } from './evolving/threads.ts'
import type { ReviewEvent } from './events.ts'
import { FROZEN_BEFORE, UNFROZEN } from './protocol.ts'
import type { Assessment, ReviewView } from './review.ts'

/** What is there before the first event. Reviews that begin with people are of the time before protocols were kept. */
export function startOf(
  created: Pick<ReviewView, 'review' | 'forms'> & Partial<Pick<ReviewView, 'people' | 'studies'>>,
): ReviewView {
  const { review, forms, people = [], studies = [] } = created
  const protocol = people.length > 0 ? FROZEN_BEFORE : UNFROZEN
  const nothing = { ownForms: [], invitations: [], assessments: [], snapshots: [], threads: [], nudges: {} }
  return { review, protocol, people, studies, forms, ...nothing }
}

export function evolve(view: ReviewView, event: ReviewEvent): ReviewView {
  switch (event.type) {
    case 'planned':
      return withPlan(view, event.plan)
    case 'protocol-frozen':
      return onFrozen(view, event)
    case 'protocol-amended':
      return onAmended(view, event)
    case 'form-begun':
      return onFormBegun(view, event)
    case 'form-published':
      return onFormPublished(view, event)
    case 'form-adopted':
      return onFormAdopted(view, event)
    case 'form-discarded':
      return { ...view, ownForms: view.ownForms.filter(({ id }) => id !== event.form) }
    case 'invited':
      return onInvited(view, event)
    case 'invitation-revoked':
      return withInvitation(view, event.invitation, 'revoked')
    case 'joined':
      return onJoined(view, event)
    case 'roles-changed':
      return onRolesChanged(view, event)
    case 'left':
      return onLeft(view, event)
    case 'conflict-declared':
      return onConflictDeclared(view, event)
    case 'conflict-cleared':
      return onConflictCleared(view, event)
    case 'studies-added':
      return { ...view, studies: [...view.studies, ...event.studies] }
    case 'study-corrected':
      return onStudyCorrected(view, event)
    case 'study-removed':
      return { ...view, studies: view.studies.filter(({ id }) => id !== event.study) }
    case 'due-set':
      return onDueSet(view, event)
    case 'allocated':
      return view
    case 'assigned':
      return onAssigned(view, event)
    case 'submitted':
      return change(view, event.assessment, (assessment) => withSubmission(assessment, event.reviewer, event.at))
    case 'withdrawn':
      return change(view, event.assessment, (assessment) => withSubmission(assessment, event.reviewer, null))
    case 'revealed':
      return change(view, event.assessment, (assessment) => onRevealed(assessment, event))
    case 'signed':
      return change(view, event.assessment, (assessment) => onSigned(assessment, event))
    case 'settled':
      return change(view, event.assessment, (assessment) => onSettled(assessment, event))
    case 'reopened':
      return change(view, event.assessment, (assessment) => onReopened(view, assessment, event))
    case 'confirmed':
      return change(view, event.assessment, (assessment) => onConfirmed(assessment, event))
    case 'thread-opened':
      return onThreadOpened(view, event)
    case 'replied':
      return onReplied(view, event)
    case 'thread-resolved':
    case 'thread-reopened':
      return onTurned(view, event)
    case 'comment-revised':
      return onCommentRevised(view, event)
    case 'nudged':
      return onNudged(view, event)
    case 'locked': {
      const locked = new Set(event.assessments)
      const assessments = view.assessments.map((assessment): Assessment =>
        locked.has(assessment.id) ? { ...assessment, state: 'locked' } : assessment,
      )
      return { ...view, assessments }
    }
    case 'snapshot-made': {
      const { number, label, reason, contentId, at, actor } = event
      if (actor === 'system') return view
      return { ...view, snapshots: [...view.snapshots, { number, label, reason, contentId, by: actor, at }] }
    }
  }
}
