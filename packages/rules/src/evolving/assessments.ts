import { mayRate, memberOf } from '../grants.ts'
import type { Assessment, AssessmentId, DocumentId, Joint, PersonId, ReviewView, Settlement, Slot } from '../review.ts'
import type { Of } from './of.ts'

export function onAssigned(view: ReviewView, event: Of<'assigned'>): ReviewView {
  return withRound(view.protocol.frozen === null ? assignedBeforeFreeze(view) : view, event)
}

/** For good: a plan that is changed later does not undo that work began without it. */
function assignedBeforeFreeze(view: ReviewView): ReviewView {
  return { ...view, protocol: { ...view.protocol, assignedBeforeFreeze: true } }
}

function withRound(view: ReviewView, event: Of<'assigned'>): ReviewView {
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
  const verifiers = event.verifiers ?? []
  const joint = event.joint ? freshJoint(event.joint, slots) : null
  if (known) {
    return change(view, known.id, (assessment) =>
      waiting({ ...assessment, slots, vacancies, verifiers, joint: withWriters(assessment.joint, slots) }),
    )
  }
  const next = waiting({
    id: event.assessment,
    study: event.study,
    form: event.form,
    round: event.round,
    isCurrent: true,
    state: 'pending',
    mode: event.mode ?? 'independent',
    slots,
    vacancies,
    verifiers,
    joint,
    revealed: null,
    consensus: null,
    settlement: null,
  })
  const earlier = view.assessments.map((assessment) =>
    assessment.study === event.study && assessment.form.id === event.form.id
      ? { ...assessment, isCurrent: false }
      : assessment,
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

/** The places that a person had in rounds that are still open become vacant; blind drafts are kept, unseen, and do not count. */
export function vacate(
  view: ReviewView,
  person: PersonId,
  isConcerned: (assessment: Assessment) => boolean,
): ReviewView {
  return {
    ...view,
    assessments: view.assessments.map((assessment) => {
      const slots = assessment.slots.filter(({ reviewer }) => reviewer !== person)
      const verifiers = assessment.verifiers.filter((verifier) => verifier !== person)
      const before = assessment.slots.length + assessment.verifiers.length
      const freed = before - slots.length - verifiers.length
      const isOpen = assessment.isCurrent && assessment.revealed === null && assessment.settlement === null
      if (freed === 0 || !isOpen || !isConcerned(assessment)) return assessment
      return waiting({ ...assessment, slots, verifiers, vacancies: assessment.vacancies + freed })
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
    revealed: {
      at: event.at,
      ratings: event.ratings,
      ...(event.differing ? { differing: event.differing } : {}),
      ...(event.structure ? { structure: event.structure } : {}),
    },
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
    state: SETTLED[how],
    joint: assessment.joint && { ...assessment.joint, firstSettledAt: assessment.joint.firstSettledAt ?? at },
    settlement: { how, at, contentHash, answers, adjudication },
  }
}

const SETTLED: Readonly<Record<Settlement['how'], Assessment['state']>> = {
  agreed: 'agreed',
  joint: 'agreed',
  verified: 'agreed',
  consensus: 'resolved',
  adjudication: 'resolved',
}

export function onReopened(view: ReviewView, settled: Assessment, event: Of<'reopened'>): Assessment {
  const assessment = withFormerStructure(settled)
  if (assessment.joint) return jointReopened(view, assessment, assessment.joint, event)
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

function withFormerStructure(assessment: Assessment): Assessment {
  const { form, settlement, formerStructures = [] } = assessment
  if (form.kind !== 'structure' || settlement === null) return assessment
  const { contentHash, answers } = settlement
  return { ...assessment, formerStructures: [...formerStructures, { contentHash, answers }] }
}

/** Whoever left or declared a conflict of interest since has no place any more. */
function jointReopened(
  view: ReviewView,
  assessment: Assessment,
  { writers, firstSettledAt }: Joint,
  { consensus, attempt, reason }: Of<'reopened'>,
): Assessment {
  const isAble = (person: PersonId): boolean => mayRate(memberOf(view, person), assessment.study)
  const slots = assessment.slots
    .filter(({ reviewer }) => isAble(reviewer))
    .map((slot) => ({ ...slot, submittedAt: null }))
  const verifiers = assessment.verifiers.filter(isAble)
  const freed = assessment.slots.length + assessment.verifiers.length - slots.length - verifiers.length
  return waiting({
    ...assessment,
    slots,
    verifiers,
    vacancies: assessment.vacancies + freed,
    settlement: null,
    joint: { ...freshJoint(consensus, slots), attempt, reason, firstSettledAt, writers },
  })
}

function freshJoint(document: DocumentId, slots: readonly Slot[]): Joint {
  const writers = slots.map(({ reviewer }) => reviewer)
  return { document, attempt: 1, reason: null, firstSettledAt: null, writers, confirmations: [] }
}

function withWriters(joint: Joint | null, slots: readonly Slot[]): Joint | null {
  return joint && { ...joint, writers: [...new Set([...joint.writers, ...slots.map(({ reviewer }) => reviewer)])] }
}

export function onConfirmed(assessment: Assessment, { items, person, at }: Of<'confirmed'>): Assessment {
  if (!assessment.joint) return assessment
  const named = new Set(items.map(({ item }) => item))
  const kept = assessment.joint.confirmations.filter(({ item }) => !named.has(item))
  const added = items.flatMap(({ item, valueHash }) => (valueHash === null ? [] : [{ item, person, valueHash, at }]))
  return { ...assessment, joint: { ...assessment.joint, confirmations: [...kept, ...added] } }
}

export function change(view: ReviewView, id: AssessmentId, step: (assessment: Assessment) => Assessment): ReviewView {
  return {
    ...view,
    assessments: view.assessments.map((assessment) => (assessment.id === id ? step(assessment) : assessment)),
  }
}
