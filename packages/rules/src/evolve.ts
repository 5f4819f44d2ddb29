/**
 * The fold: a view and an event give the next view. The server, the browser and the verifier run the same one, so they
 * cannot tell different stories of the same log.
 */
import type { ReviewEvent } from './events.ts'
import type { Assessment, AssessmentId, Person, ReviewView, Role, Slot } from './review.ts'

export function evolve(view: ReviewView, event: ReviewEvent): ReviewView {
  switch (event.type) {
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
      return change(view, event.assessment, (assessment) => onReopened(assessment, event))
    case 'locked':
      return event.assessments.reduce(
        (next, id) => change(next, id, (assessment) => ({ ...assessment, state: 'locked' })),
        view,
      )
    case 'roles-changed':
      return {
        ...view,
        people: view.people.map((person) => (person.id === event.person ? withRoles(person, event.roles) : person)),
      }
    case 'snapshot-made': {
      const { number, label, reason, contentId, at, actor } = event
      if (actor === 'system') return view
      return { ...view, snapshots: [...view.snapshots, { number, label, reason, contentId, by: actor, at }] }
    }
  }
}

type Of<Type extends ReviewEvent['type']> = Extract<ReviewEvent, { type: Type }>

function onAssigned(view: ReviewView, event: Of<'assigned'>): ReviewView {
  const known = view.assessments.find((assessment) => assessment.id === event.assessment)
  const slots = event.drafts.map(
    ({ reviewer, draft }): Slot =>
      known?.slots.find((slot) => slot.reviewer === reviewer && (slot.draft === draft || draft === null)) ?? {
        reviewer,
        draft,
        submittedAt: null,
      },
  )
  if (known) return change(view, known.id, (assessment) => ({ ...assessment, slots, state: waitingState(slots) }))
  const next: Assessment = {
    id: event.assessment,
    study: event.study,
    form: event.form,
    round: event.round,
    isCurrent: true,
    state: 'pending',
    slots,
    revealed: null,
    consensus: null,
    settlement: null,
  }
  const earlier = view.assessments.map((assessment) =>
    assessment.study === event.study ? { ...assessment, isCurrent: false } : assessment,
  )
  return { ...view, assessments: [...earlier, next] }
}

function withSubmission(assessment: Assessment, reviewer: string, submittedAt: Slot['submittedAt']): Assessment {
  const slots = assessment.slots.map((slot) => (slot.reviewer === reviewer ? { ...slot, submittedAt } : slot))
  return { ...assessment, slots, state: waitingState(slots) }
}

/** Before the reveal: nobody, some, or (for the length of one transaction) all have submitted. */
function waitingState(slots: readonly Slot[]): Assessment['state'] {
  const submitted = slots.filter((slot) => slot.submittedAt !== null).length
  if (submitted === 0) return 'pending'
  return submitted < slots.length ? 'partial' : 'compare'
}

function onRevealed(assessment: Assessment, event: Of<'revealed'>): Assessment {
  return {
    ...assessment,
    state: event.outcome,
    slots: assessment.slots.map((slot) => ({
      ...slot,
      draft: event.drafts.find((draft) => draft.reviewer === slot.reviewer)?.draft ?? slot.draft,
    })),
    revealed: { at: event.at, ratings: event.ratings },
    consensus: { document: event.consensus, attempt: 1, openedAt: event.at, signatures: [], reason: null },
  }
}

function onSigned(assessment: Assessment, event: Of<'signed'>): Assessment {
  if (!assessment.consensus) return assessment
  const others = assessment.consensus.signatures.filter((signature) => signature.person !== event.person)
  const signature = { person: event.person, contentHash: event.contentHash, at: event.at }
  return { ...assessment, consensus: { ...assessment.consensus, signatures: [...others, signature] } }
}

function onSettled(assessment: Assessment, event: Of<'settled'>): Assessment {
  const { how, contentHash, answers, adjudication, at } = event
  return {
    ...assessment,
    state: how === 'agreed' ? 'agreed' : 'resolved',
    settlement: { how, at, contentHash, answers, adjudication },
  }
}

function onReopened(assessment: Assessment, event: Of<'reopened'>): Assessment {
  return {
    ...assessment,
    state: 'conflict',
    consensus: {
      document: event.consensus,
      attempt: event.attempt,
      openedAt: event.at,
      signatures: [],
      reason: event.reason,
    },
    settlement: null,
  }
}

function withRoles(person: Person, roles: readonly Role[]): Person {
  const held = new Set([...(person.formerRoles ?? []), ...person.roles])
  const formerRoles = [...held].filter((role) => !roles.includes(role))
  return { ...person, roles, formerRoles }
}

function change(view: ReviewView, id: AssessmentId, step: (assessment: Assessment) => Assessment): ReviewView {
  return {
    ...view,
    assessments: view.assessments.map((assessment) => (assessment.id === id ? step(assessment) : assessment)),
  }
}
