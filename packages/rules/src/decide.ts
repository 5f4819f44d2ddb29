/**
 * Commands become events here, or a denial. The same function runs at the server's door (the truth) and in the browser
 * (a control is disabled, the denial's sentence is its tooltip).
 */
import type { Command } from './commands.ts'
import type { Decision, DecisionContext } from './decision.ts'
import type { AssignedDraft, ReviewEvent, ReviewFact } from './events.ts'
import { agreedAnswers, differencesBetween, seedConsensus } from './consensus.ts'
import { answersIn, EMPTY_DOCUMENT, type PlainDocument } from './fields/index.ts'
import { memberOf } from './grants.ts'
import type { Instrument } from './instruments/definition.ts'
import { accepted, refused } from './result.ts'
import type { Assessment, AssessmentId, DocumentId, Hash, PersonId, Rating, ReviewView } from './review.ts'
import { firstDenial } from './rulebook/index.ts'
import { currentAssessment } from './states.ts'

export function decide(view: ReviewView, actor: PersonId, command: Command, context: DecisionContext): Decision {
  const assessment = assessmentOf(view, command)
  const person = memberOf(view, actor) ?? null
  const denial = firstDenial({ view, actor: person, command, context, assessment })
  if (denial !== null) return refused(denial)
  return accepted(consequences(view, actor, command, context, assessment))
}

function assessmentOf(view: ReviewView, command: Command): Assessment | null {
  if (command.type === 'assign') return currentAssessment(view, command.study)
  if (!('assessment' in command)) return null
  return view.assessments.find((assessment) => assessment.id === command.assessment) ?? null
}

function consequences(
  view: ReviewView,
  actor: PersonId,
  command: Command,
  context: DecisionContext,
  assessment: Assessment | null,
): readonly ReviewEvent[] {
  const by = (fact: ReviewFact): ReviewEvent => ({ at: context.at, actor, ...fact })
  const follows = (fact: ReviewFact): ReviewEvent => ({ at: context.at, actor: 'system', ...fact })
  switch (command.type) {
    case 'assign':
      return [by(assigned(view, command, context, assessment))]
    case 'lock':
      return [by({ type: 'locked', assessments: currentIds(view), reason: command.reason.trim() })]
    case 'change-roles':
      return [
        by({
          type: 'roles-changed',
          person: command.person,
          roles: [...new Set(command.roles)],
          reason: command.reason.trim(),
        }),
      ]
    case 'snapshot': {
      // The content id is a function of the frozen state; whoever writes the file fills it in the same transaction.
      const number = view.snapshots.length + 1
      return [
        by({
          type: 'snapshot-made',
          number,
          label: command.label.trim(),
          reason: command.reason.trim(),
          contentId: '',
        }),
      ]
    }
    default:
      return assessment === null ? [] : onAssessment(view, actor, command, context, assessment, by, follows)
  }
}

type Stamp = (fact: ReviewFact) => ReviewEvent

function onAssessment(
  view: ReviewView,
  actor: PersonId,
  command: Exclude<Command, { type: 'assign' | 'lock' | 'change-roles' | 'snapshot' }>,
  context: DecisionContext,
  assessment: Assessment,
  by: Stamp,
  follows: Stamp,
): readonly ReviewEvent[] {
  const id = assessment.id
  switch (command.type) {
    case 'submit':
      return [
        by({ type: 'submitted', assessment: id, reviewer: actor, contentHash: command.contentHash }),
        ...reveal(view, actor, context, assessment).map(follows),
      ]
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
          attempt: (assessment.consensus?.attempt ?? 0) + 1,
          reason: command.reason.trim(),
        }),
      ]
    case 'rate-again':
      return [
        by({
          type: 'assigned',
          study: assessment.study,
          form: view.review.form,
          assessment: context.newId() as AssessmentId,
          round: assessment.round + 1,
          drafts: assessment.slots.map((slot) => newDraft(slot.reviewer, context)),
          reason: command.reason.trim(),
        }),
      ]
  }
}

/** Replaced reviewers' drafts are kept, unseen; whoever stays keeps the draft. */
function assigned(
  view: ReviewView,
  command: Extract<Command, { type: 'assign' }>,
  context: DecisionContext,
  assessment: Assessment | null,
): ReviewFact {
  const drafts = command.reviewers.map((reviewer): AssignedDraft => {
    const slot = assessment?.slots.find((known) => known.reviewer === reviewer)
    return slot ? { reviewer, draft: slot.draft } : newDraft(reviewer, context)
  })
  return {
    type: 'assigned',
    study: command.study,
    form: assessment?.form ?? view.review.form,
    assessment: assessment?.id ?? (context.newId() as AssessmentId),
    round: assessment?.round ?? 1,
    drafts,
    reason: command.reason?.trim() ?? null,
  }
}

/** The n-th submission reveals all drafts in one event: there is no order advantage. */
function reveal(
  view: ReviewView,
  actor: PersonId,
  context: DecisionContext,
  assessment: Assessment,
): readonly ReviewFact[] {
  const isLast = assessment.slots.every((slot) => slot.reviewer === actor || slot.submittedAt !== null)
  const instrument = view.forms[assessment.form.hash]
  if (!isLast || !instrument) return []
  const documents = assessment.slots.map((slot) => contentOf(context, slot.draft))
  const ratings = assessment.slots.map((slot, index) => ratingOf(instrument, slot.reviewer, documents[index], context))
  const seed = seedConsensus(instrument, documents)
  const answers = ratings.map((rating) => rating.answers)
  const agreed = agreedAnswers(instrument, answers)
  const isAgreed = differencesBetween(instrument, answers).length === 0
  const revealed: ReviewFact = {
    type: 'revealed',
    assessment: assessment.id,
    drafts: assessment.slots.map(({ reviewer, draft }) => ({ reviewer, draft })),
    ratings,
    outcome: isAgreed ? 'agreed' : 'conflict',
    consensus: context.newId() as DocumentId,
    agreed,
  }
  if (!isAgreed) return [revealed]
  const contentHash = context.hashOf(seed)
  return [
    revealed,
    { type: 'settled', assessment: assessment.id, how: 'agreed', contentHash, answers: agreed, adjudication: null },
  ]
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
  const instrument = view.forms[assessment.form.hash]
  return instrument ? answersIn(instrument, contentOf(context, assessment.consensus?.document ?? null)) : {}
}

function ratingOf(
  instrument: Instrument,
  reviewer: PersonId,
  document: PlainDocument | undefined,
  context: DecisionContext,
): Rating {
  const content = document ?? EMPTY_DOCUMENT
  return { reviewer, contentHash: context.hashOf(content), answers: answersIn(instrument, content) }
}

const contentOf = (context: DecisionContext, document: DocumentId | null): PlainDocument =>
  (document && context.documents[document]) || EMPTY_DOCUMENT

const newDraft = (reviewer: PersonId, context: DecisionContext): AssignedDraft => ({
  reviewer,
  draft: context.newId() as DocumentId,
})

const currentIds = (view: ReviewView): readonly AssessmentId[] =>
  view.assessments.filter((assessment) => assessment.isCurrent).map((assessment) => assessment.id)
