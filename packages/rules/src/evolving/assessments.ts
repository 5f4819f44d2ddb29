import type { Assessment, AssessmentId, PersonId, ReviewView, Slot } from '../review.ts'
import type { Of } from './of.ts'

export function onAssigned(view: ReviewView, event: Of<'assigned'>): ReviewView {
  const known = view.assessments.find((assessment) => assessment.id === event.assessment)
  const slots = event.drafts.map(
    ({ reviewer, draft }): Slot =>
      known?.slots.find((slot) => slot.reviewer === reviewer && (slot.draft === draft || draft === null)) ?? {
        reviewer,
        draft,
        submittedAt: null,
      },
  )
  const vacancies = event.vacancies ?? 0
  if (known) return change(view, known.id, (assessment) => waiting({ ...assessment, slots, vacancies }))
  const next = waiting({
    id: event.assessment,
    study: event.study,
    form: event.form,
    round: event.round,
    isCurrent: true,
    state: 'pending',
    slots,
    vacancies,
    revealed: null,
    consensus: null,
    settlement: null,
  })
  const earlier = view.assessments.map((assessment) =>
    assessment.study === event.study ? { ...assessment, isCurrent: false } : assessment,
  )
  return { ...view, assessments: [...earlier, next] }
}

export function withSubmission(
  assessment: Assessment,
  reviewer: PersonId,
  submittedAt: Slot['submittedAt'],
): Assessment {
  const slots = assessment.slots.map((slot) => (slot.reviewer === reviewer ? { ...slot, submittedAt } : slot))
  return waiting({ ...assessment, slots })
}

/** The places that a person had in blind rounds become vacant; the drafts are kept, unseen, and do not count. */
export function vacate(
  view: ReviewView,
  person: PersonId,
  isConcerned: (assessment: Assessment) => boolean,
): ReviewView {
  return {
    ...view,
    assessments: view.assessments.map((assessment) => {
      const slots = assessment.slots.filter(({ reviewer }) => reviewer !== person)
      const freed = assessment.slots.length - slots.length
      const isBlind = assessment.isCurrent && assessment.revealed === null
      if (freed === 0 || !isBlind || !isConcerned(assessment)) return assessment
      return waiting({ ...assessment, slots, vacancies: assessment.vacancies + freed })
    }),
  }
}

/** Before the reveal: nobody is there, nobody has submitted, some have, or (for one transaction) all. */
function waiting(assessment: Assessment): Assessment {
  const { slots, vacancies } = assessment
  const submitted = slots.filter((slot) => slot.submittedAt !== null).length
  if (slots.length === 0) return { ...assessment, state: 'unassigned' }
  if (submitted === 0) return { ...assessment, state: 'pending' }
  return { ...assessment, state: submitted < slots.length || vacancies > 0 ? 'partial' : 'compare' }
}

export function onRevealed(assessment: Assessment, event: Of<'revealed'>): Assessment {
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

export function onSigned(assessment: Assessment, event: Of<'signed'>): Assessment {
  if (!assessment.consensus) return assessment
  const others = assessment.consensus.signatures.filter((signature) => signature.person !== event.person)
  const signature = { person: event.person, contentHash: event.contentHash, at: event.at }
  return { ...assessment, consensus: { ...assessment.consensus, signatures: [...others, signature] } }
}

export function onSettled(assessment: Assessment, event: Of<'settled'>): Assessment {
  const { how, contentHash, answers, adjudication, at } = event
  return {
    ...assessment,
    state: how === 'agreed' ? 'agreed' : 'resolved',
    settlement: { how, at, contentHash, answers, adjudication },
  }
}

export function onReopened(assessment: Assessment, event: Of<'reopened'>): Assessment {
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

export function change(view: ReviewView, id: AssessmentId, step: (assessment: Assessment) => Assessment): ReviewView {
  return {
    ...view,
    assessments: view.assessments.map((assessment) => (assessment.id === id ? step(assessment) : assessment)),
  }
}
