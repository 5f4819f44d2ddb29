/**
 * Who may read and write which document, and who may know what before the reveal.
 *
 * Permission = document: what one may not read, one never receives. One function answers for every door, so that the
 * socket, the HTTP interface, the live feed and the client cannot disagree.
 */
import type {
  Assessment,
  DocumentId,
  DocumentKind,
  Person,
  PersonId,
  ReviewView,
  Role,
  Slot,
  Snapshot,
  StudyId,
} from './review.ts'
import { isSettled } from './states.ts'

export type Grant = 'none' | 'read' | 'write'

export type GrantedDocument = {
  readonly id: DocumentId
  readonly kind: DocumentKind
  /** Null for a form under construction. */
  readonly assessment: string | null
  /** The draft's reviewer; null for shared documents. */
  readonly owner: PersonId | null
}

export function grantFor(view: ReviewView, actor: PersonId, document: GrantedDocument): Grant {
  const person = memberOf(view, actor)
  if (!person) return 'none'
  if (document.kind === 'definition') return definitionGrant(view, person, document)
  const assessment = view.assessments.find((candidate) => candidate.id === document.assessment)
  if (!assessment) return 'none'
  switch (document.kind) {
    case 'draft':
      return draftGrant(person, assessment, document)
    case 'consensus':
      return consensusGrant(person, assessment, document)
    case 'joint':
      return jointGrant(person, assessment, document)
    default:
      // A kind that this program does not know yet.
      return 'none'
  }
}

/** A draft is its reviewer's until submitted; afterwards only read; the others read it from the reveal on. */
function draftGrant(person: Person, assessment: Assessment, document: GrantedDocument): Grant {
  const slot = assessment.slots.find((candidate) => candidate.reviewer === document.owner)
  // A departed reviewer's draft is kept, unseen, and does not count.
  if (!slot || slot.draft !== document.id) return 'none'
  if (assessment.revealed) return mayReadRevealed(person, assessment) ? 'read' : 'none'
  if (slot.reviewer !== person.id) return 'none'
  return slot.submittedAt === null && assessment.isCurrent ? 'write' : 'read'
}

/** Written by the n and the adjudicators while open; read by them, the lead and the supervisors. */
function consensusGrant(person: Person, assessment: Assessment, document: GrantedDocument): Grant {
  if (!assessment.revealed || !mayReadRevealed(person, assessment)) return 'none'
  const isOpen = assessment.consensus?.document === document.id && !isSettled(assessment.state) && assessment.isCurrent
  return isOpen && mayWriteConsensus(person, assessment) ? 'write' : 'read'
}

/** Written by its team until it is submitted; read by them, by who confirms it, the adjudicators, the lead, the supervisors. */
function jointGrant(person: Person, assessment: Assessment, document: GrantedDocument): Grant {
  if (!mayReadRevealed(person, assessment)) return 'none'
  const isOpen = assessment.joint?.document === document.id && assessment.settlement === null && assessment.isCurrent
  const isOfTeam = assessment.slots.some(({ reviewer }) => reviewer === person.id)
  return isOpen && isOfTeam && !person.conflictsOfInterest.includes(assessment.study) ? 'write' : 'read'
}

/** Written by those who build forms, for as long as the review has it; read by every member. */
function definitionGrant({ ownForms }: ReviewView, person: Person, { id }: GrantedDocument): Grant {
  if (!ownForms.some(({ document }) => document === id)) return 'none'
  return buildsForms(person) ? 'write' : 'read'
}

/** Roles that build the forms of a review. */
export const BUILDING_ROLES = ['lead', 'reviewer'] as const satisfies readonly Role[]

export const buildsForms = ({ roles }: Pick<Person, 'roles'>): boolean =>
  BUILDING_ROLES.some((role) => roles.includes(role))

export function mayWriteConsensus(person: Person, assessment: Assessment): boolean {
  if (person.conflictsOfInterest.includes(assessment.study)) return false
  return isOneOfTheN(assessment, person.id) || person.roles.includes('adjudicator')
}

/** Whether a study can be given to this person. Being unblinded is another question: see the rule `stays-blind`. */
export function mayRate(person: Person | undefined, study: StudyId): boolean {
  return person !== undefined && person.roles.includes('reviewer') && !person.conflictsOfInterest.includes(study)
}

/** From the reveal on: the n, the adjudicators, the lead and the supervisors. */
export function mayReadRevealed(person: Person, assessment: Assessment): boolean {
  return isOneOfTheN(assessment, person.id) || watches(person) || person.roles.includes('adjudicator')
}

/** Roles that watch over progress. */
export const WATCHING = ['lead', 'supervisor'] as const satisfies readonly Role[]

export const watches = ({ roles }: Pick<Person, 'roles'>): boolean => WATCHING.some((role) => roles.includes(role))

/**
 * Counts of a blind draft: one's own always; those of others for the lead and the supervisors, unless they are one of
 * the n themselves. What is written together has no secrets from whoever may read it.
 */
export function maySeeProgress(
  view: ReviewView,
  viewer: PersonId,
  assessment: Assessment,
  reviewer: PersonId,
): boolean {
  const person = memberOf(view, viewer)
  if (!person) return false
  if (assessment.mode !== 'independent') return mayReadRevealed(person, assessment)
  if (viewer === reviewer) return isOneOfTheN(assessment, viewer)
  return watchesBlind(person, assessment)
}

/**
 * What is said about a round. Before the reveal only those who may see counts: whoever could read here what somebody thinks
 * can never rate it blind any more, see the rule `stays-blind`.
 */
export function mayReadDiscussion(person: Person, assessment: Assessment): boolean {
  return isBlind(assessment) ? watchesBlind(person, assessment) : mayReadRevealed(person, assessment)
}

export const isBlind = ({ mode, revealed }: Pick<Assessment, 'mode' | 'revealed'>): boolean =>
  mode === 'independent' && revealed === null

const watchesBlind = (person: Person, assessment: Assessment): boolean =>
  !isOneOfTheN(assessment, person.id) && watches(person)

/** A snapshot holds everything that was revealed or settled when it was made: only who may read all of it gets the file. */
export function mayReadSnapshot(view: ReviewView, person: Person, snapshot: Pick<Snapshot, 'at'>): boolean {
  return view.assessments.every((assessment) => !wasFrozen(assessment, snapshot) || mayReadRevealed(person, assessment))
}

function wasFrozen({ revealed, joint }: Assessment, { at }: Pick<Snapshot, 'at'>): boolean {
  const since = joint?.firstSettledAt ?? revealed?.at
  return since !== undefined && since <= at
}

/** Also who confirms what the others write. */
export function isOneOfTheN(assessment: Assessment, person: PersonId): boolean {
  return assessment.slots.some((slot: Slot) => slot.reviewer === person) || assessment.verifiers.includes(person)
}

export function assessorsOf(assessment: Assessment): readonly PersonId[] {
  return [...assessment.slots.map((slot) => slot.reviewer), ...assessment.verifiers]
}

/** Undefined for strangers, and for those who left. */
export function memberOf(view: ReviewView, person: PersonId): Person | undefined {
  const found = view.people.find(({ id }) => id === person)
  return found?.leftAt === undefined ? found : undefined
}

export function membersOf(view: ReviewView): readonly Person[] {
  return view.people.filter(({ leftAt }) => leftAt === undefined)
}
