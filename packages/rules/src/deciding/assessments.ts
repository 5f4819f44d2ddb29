/** The life of an assessment: from the assignment over the reveal to the settlement, and the ways back. */
import type { AssessmentCommand, Assignment } from '../commands.ts'
import type { DecisionContext } from '../decision.ts'
import type { AssignedDraft, ReviewEvent, ReviewFact } from '../events.ts'
import { EMPTY_DOCUMENT, type PlainDocument } from '../content/index.ts'
import { assessorsOf, mayRate, memberOf } from '../grants.ts'
import { isInstrument, type Form } from '../forms/form.ts'
import { formOf } from '../forms/form-of.ts'
import { compared } from '../forms/compared.ts'
import { groundOf, recordedAnswers } from '../forms/interpret.ts'
import { structureSettlement } from '../forms/structure.ts'
import type {
  Assessment,
  AssessmentId,
  DocumentId,
  Hash,
  Mode,
  PersonId,
  Rating,
  ReviewView,
  Stage,
} from '../review.ts'
import { stageOf } from '../stages.ts'
import { currentAssessment } from '../states.ts'
import type { Deciding } from './deciding.ts'

/** What follows from a command about one assessment. */
export function onAssessment(
  { view, actor, context, by, follows }: Deciding,
  command: AssessmentCommand,
  assessment: Assessment,
): readonly ReviewEvent[] {
  const id = assessment.id
  switch (command.type) {
    case 'submit': {
      const submitted = by({ type: 'submitted', assessment: id, reviewer: actor, contentHash: command.contentHash })
      const consequences = assessment.joint
        ? [jointSettled(view, context, assessment, command.contentHash)]
        : reveal(view, actor, context, assessment)
      return [submitted, ...consequences.map(follows)]
    }
    case 'confirm':
      return [by({ type: 'confirmed', assessment: id, person: actor, items: command.items })]
    case 'withdraw':
      return [by({ type: 'withdrawn', assessment: id, reviewer: actor })]
    case 'sign':
      return [
        by({ type: 'signed', assessment: id, person: actor, contentHash: command.contentHash }),
        ...settledBySignatures(view, actor, command.contentHash, context, assessment).map(follows),
      ]
    case 'adjudicate':
      return [
        by({
          type: 'settled',
          assessment: id,
          how: 'adjudication',
          contentHash: command.contentHash,
          answers: consensusAnswers(view, context, assessment),
          adjudication: { adjudicator: actor, rationale: command.rationale.trim() },
        }),
      ]
    case 'reopen':
      return [
        by({
          type: 'reopened',
          assessment: id,
          consensus: context.newId() as DocumentId,
          attempt: (assessment.joint?.attempt ?? assessment.consensus?.attempt ?? 0) + 1,
          reason: command.reason.trim(),
        }),
        ...laterVersion({ view, follows }, assessment),
      ]
    case 'rate-again':
      return [by(ratedAgain(view, context, assessment, command.reason.trim()))]
  }
}

/** What is opened again goes on with the version of its form that the plan names by now. */
function laterVersion(
  { view, follows }: Pick<Deciding, 'view' | 'follows'>,
  { id, form }: Assessment,
): readonly ReviewEvent[] {
  const planned = stageOf(view.review, form.id)?.form
  if (form.kind !== 'extraction' || planned === undefined || planned.hash === form.hash) return []
  return [follows({ type: 'form-adopted', form: planned, assessments: [id] })]
}

/** The same reviewers, as far as they may still rate; what the protocol wants besides is vacant. */
function ratedAgain(view: ReviewView, context: DecisionContext, assessment: Assessment, reason: string): ReviewFact {
  const { form, mode, reviewers } = stageNamed(view, assessment.form.id)
  const able = assessorsOf(assessment).filter((reviewer) => mayRate(memberOf(view, reviewer), assessment.study))
  const vacancies = Math.max(0, reviewers - able.length)
  return {
    type: 'assigned',
    study: assessment.study,
    form,
    assessment: context.newId() as AssessmentId,
    round: assessment.round + 1,
    ...places(mode, able, null, context),
    ...(vacancies > 0 ? { vacancies } : {}),
    reason,
  }
}

/** Replaced reviewers' drafts are kept, unseen; whoever stays keeps the draft. */
export function assigned(
  { view, context }: Pick<Deciding, 'view' | 'context'>,
  { study, form, reviewers, reason }: { readonly form: string; readonly reason: string | null } & Assignment,
): ReviewFact {
  const assessment = currentAssessment(view, study, form)
  const stage = stageNamed(view, form)
  return {
    type: 'assigned',
    study,
    form: assessment?.form ?? stage.form,
    assessment: assessment?.id ?? (context.newId() as AssessmentId),
    round: assessment?.round ?? 1,
    ...places(assessment?.mode ?? stage.mode, reviewers, assessment, context),
    reason: reason?.trim() ?? null,
  }
}

function stageNamed(view: ReviewView, form: string): Stage {
  const stage = stageOf(view.review, form)
  if (!stage) throw new Error(`there is no stage with ${form}`)
  return stage
}

type Places = Pick<Extract<ReviewFact, { type: 'assigned' }>, 'mode' | 'drafts' | 'joint' | 'verifiers'>

/** Who writes where. @param before the assessment whose documents go on; null where a round begins. */
function places(
  mode: Mode,
  reviewers: readonly PersonId[],
  before: Assessment | null,
  context: DecisionContext,
): Places {
  if (mode === 'independent') return { drafts: reviewers.map((reviewer) => draftFor(reviewer, before, context)) }
  const joint = before?.joint?.document ?? (context.newId() as DocumentId)
  const writers = mode === 'verified' ? reviewers.slice(0, -1) : reviewers
  const drafts = writers.map((reviewer) => ({ reviewer, draft: null }))
  return mode === 'verified' ? { mode, drafts, joint, verifiers: reviewers.slice(-1) } : { mode, drafts, joint }
}

function draftFor(reviewer: PersonId, before: Assessment | null, context: DecisionContext): AssignedDraft {
  const slot = before?.slots.find((known) => known.reviewer === reviewer)
  return slot ? { reviewer, draft: slot.draft } : newDraft(reviewer, context)
}

/** What a team has written together needs no comparison: submitting settles it. */
function jointSettled(
  view: ReviewView,
  context: DecisionContext,
  { id, form, mode, joint }: Assessment,
  contentHash: Hash,
): ReviewFact {
  const answers = recordedAnswers(formOf(view, form.hash), contentOf(context, joint?.document ?? null))
  const how = mode === 'verified' ? 'verified' : 'joint'
  return { type: 'settled', assessment: id, how, contentHash, answers, adjudication: null }
}

/** The n-th submission reveals all drafts in one event: there is no order advantage. */
function reveal(
  view: ReviewView,
  actor: PersonId,
  context: DecisionContext,
  assessment: Assessment,
): readonly ReviewFact[] {
  const isLast =
    assessment.vacancies === 0 && assessment.slots.every((slot) => slot.reviewer === actor || slot.submittedAt !== null)
  if (!isLast) return []
  const form = formOf(view, assessment.form.hash)
  const documents = assessment.slots.map((slot) => contentOf(context, slot.draft))
  const ratings = assessment.slots.map((slot, index) => ratingOf(form, slot.reviewer, documents[index], context))
  const { agreed, differing, seed } = compared(form, documents, groundOf(view, assessment))
  const isAgreed = differing.length === 0
  const revealed: ReviewFact = {
    type: 'revealed',
    assessment: assessment.id,
    drafts: assessment.slots.map(({ reviewer, draft }) => ({ reviewer, draft })),
    ratings,
    outcome: isAgreed ? 'agreed' : 'conflict',
    consensus: context.newId() as DocumentId,
    agreed,
    ...(isInstrument(form) ? {} : { differing, ...comparedBy(view, assessment) }),
  }
  if (!isAgreed) return [revealed]
  const contentHash = context.hashOf(seed)
  return [
    revealed,
    { type: 'settled', assessment: assessment.id, how: 'agreed', contentHash, answers: agreed, adjudication: null },
  ]
}

/** Results are named by it: it may be another one by the time that somebody asks how far the drafts agreed. */
function comparedBy(view: ReviewView, { study }: Assessment): { readonly structure?: Hash } {
  const hash = structureSettlement(view, study)?.contentHash
  return hash ? { structure: hash } : {}
}

/** A signature counts while its hash is that of the document; the last of the n settles. */
function settledBySignatures(
  view: ReviewView,
  actor: PersonId,
  contentHash: Hash,
  context: DecisionContext,
  assessment: Assessment,
): readonly ReviewFact[] {
  const signed = new Set(
    assessment.consensus?.signatures.filter((signature) => signature.contentHash === contentHash).map((s) => s.person),
  ).add(actor)
  if (!assessment.slots.every((slot) => signed.has(slot.reviewer))) return []
  const answers = consensusAnswers(view, context, assessment)
  return [{ type: 'settled', assessment: assessment.id, how: 'consensus', contentHash, answers, adjudication: null }]
}

function consensusAnswers(view: ReviewView, context: DecisionContext, assessment: Assessment) {
  return recordedAnswers(formOf(view, assessment.form.hash), contentOf(context, assessment.consensus?.document ?? null))
}

function ratingOf(
  form: Form,
  reviewer: PersonId,
  document: PlainDocument | undefined,
  context: DecisionContext,
): Rating {
  const content = document ?? EMPTY_DOCUMENT
  return { reviewer, contentHash: context.hashOf(content), answers: recordedAnswers(form, content) }
}

const contentOf = (context: DecisionContext, document: DocumentId | null): PlainDocument =>
  (document && context.documents[document]) || EMPTY_DOCUMENT

const newDraft = (reviewer: PersonId, context: DecisionContext): AssignedDraft => ({
  reviewer,
  draft: context.newId() as DocumentId,
})
