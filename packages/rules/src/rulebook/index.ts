/**
 * The rulebook: every rule, once, and the order in which a command's rules are asked. The first that objects gives the
 * denial, so the order is who, when, what.
 */
import type { CommandType, Decidable } from '../commands.ts'
import type { Denial } from '../decision.ts'
import type { CommandRule, EditRule, Situation } from './rule.ts'
import { candidateIsOnlyDeleted, fieldExists, valueFitsField, valueIsJson, valueIsSmall } from './edits.ts'
import {
  allConfirmed,
  confirmedAsSeen,
  consensusIsComplete,
  contentMoved,
  draftIsComplete,
  enoughReviewers,
  extentIsBounded,
  labelIsGiven,
  noOpenCandidates,
  reasonIsGiven,
  reviewersDiffer,
  structureIsAgreed,
} from './what.ts'
import {
  adaptableForm,
  buildersOnly,
  copiedFormExists,
  formChanged,
  formExists,
  formIsNamed,
  formIsSound,
  formIsUnused,
  roomForForms,
} from './forms.ts'
import {
  instrumentIsKnown,
  instrumentStays,
  planChanges,
  planIsWhole,
  protocolIsFrozen,
  protocolIsPlanned,
  stageExists,
  structureComesFirst,
  twoIndependentExtractors,
  twoIndependentRaters,
} from './protocol.ts'
import {
  dueIsADay,
  reviewHasRoom,
  somethingToAllocate,
  studiesAreNamed,
  studiesAreNew,
  studyExists,
  studyIsUnassigned,
} from './studies.ts'
import {
  anotherPerson,
  conflictIsDeclared,
  conflictIsNew,
  invitationHolds,
  invitationIsOpen,
  keepsALead,
  notYetMember,
  oneselfOrLead,
  personIsMember,
  roleIsGiven,
} from './team.ts'
import { textIsPlain } from './texts.ts'
import {
  commentExists,
  guestsRead,
  leadOrSupervisor,
  mentionedMayRead,
  nudgedOnceADay,
  ownCommentOnly,
  placeExists,
  roomForWords,
  somethingIsSaid,
  threadExists,
  threadIsOpen,
  threadIsResolved,
  waitsForThem,
} from './threads.ts'
import {
  assessmentExists,
  assignBeforeReveal,
  consensusIsOpen,
  consensusIsSettled,
  currentRoundOnly,
  draftIsOpen,
  jointIsOpen,
  placesAreFilled,
  revealedBeforeRateAgain,
  somebodyStillRates,
  somethingToLock,
  stageIsSettled,
  withdrawBeforeReveal,
} from './when.ts'
import {
  adjudicatorIsAThirdPerson,
  leadOnly,
  memberOnly,
  noConflictOfInterest,
  ownSlotOnly,
  reviewerRole,
  signerIsOneOfTheN,
  staysBlind,
  verifierOnly,
} from './who.ts'

export const COMMAND_RULES = {
  plan: [
    memberOnly,
    leadOnly,
    planIsWhole,
    instrumentIsKnown,
    twoIndependentRaters,
    twoIndependentExtractors,
    structureComesFirst,
    instrumentStays,
    planChanges,
    textIsPlain,
    reasonIsGiven,
  ],
  'freeze-protocol': [memberOnly, leadOnly, protocolIsPlanned],
  'begin-form': [memberOnly, buildersOnly, formIsNamed, textIsPlain, copiedFormExists, roomForForms],
  'adapt-form': [memberOnly, buildersOnly, adaptableForm, roomForForms],
  'publish-form': [
    memberOnly,
    leadOnly,
    formExists,
    contentMoved,
    noOpenCandidates,
    formIsSound,
    formChanged,
    roomForForms,
    structureComesFirst,
    textIsPlain,
    reasonIsGiven,
  ],
  'discard-form': [memberOnly, buildersOnly, formExists, formIsUnused],
  invite: [memberOnly, leadOnly, roleIsGiven],
  join: [invitationHolds, notYetMember],
  'revoke-invitation': [memberOnly, leadOnly, invitationIsOpen],
  'change-roles': [memberOnly, leadOnly, personIsMember, roleIsGiven, keepsALead, reasonIsGiven],
  'hand-over': [memberOnly, leadOnly, personIsMember, anotherPerson, reasonIsGiven],
  leave: [memberOnly, keepsALead],
  'remove-member': [memberOnly, leadOnly, personIsMember, keepsALead, reasonIsGiven],
  'declare-conflict': [memberOnly, oneselfOrLead, personIsMember, studyExists, conflictIsNew, reasonIsGiven],
  'clear-conflict': [memberOnly, leadOnly, personIsMember, studyExists, conflictIsDeclared, reasonIsGiven],
  'add-studies': [memberOnly, leadOnly, studiesAreNamed, textIsPlain, reviewHasRoom, studiesAreNew],
  'correct-study': [memberOnly, leadOnly, studyExists, studiesAreNamed, textIsPlain, studiesAreNew],
  'remove-study': [memberOnly, leadOnly, studyExists, studyIsUnassigned, reasonIsGiven],
  'set-due': [memberOnly, leadOnly, studyExists, dueIsADay],
  allocate: [memberOnly, leadOnly, stageExists, somethingToAllocate],
  assign: [
    memberOnly,
    leadOnly,
    studyExists,
    stageExists,
    protocolIsFrozen,
    assignBeforeReveal,
    enoughReviewers,
    reviewersDiffer,
    somebodyStillRates,
    reviewerRole,
    noConflictOfInterest,
    staysBlind,
    reasonIsGiven,
  ],
  submit: [
    memberOnly,
    assessmentExists,
    currentRoundOnly,
    ownSlotOnly,
    draftIsOpen,
    placesAreFilled,
    contentMoved,
    structureIsAgreed,
    extentIsBounded,
    draftIsComplete,
    noOpenCandidates,
    allConfirmed,
  ],
  confirm: [
    memberOnly,
    assessmentExists,
    currentRoundOnly,
    verifierOnly,
    noConflictOfInterest,
    jointIsOpen,
    confirmedAsSeen,
  ],
  withdraw: [memberOnly, assessmentExists, currentRoundOnly, ownSlotOnly, withdrawBeforeReveal],
  sign: [
    memberOnly,
    assessmentExists,
    currentRoundOnly,
    signerIsOneOfTheN,
    noConflictOfInterest,
    consensusIsOpen,
    contentMoved,
    structureIsAgreed,
    consensusIsComplete,
    noOpenCandidates,
  ],
  adjudicate: [
    memberOnly,
    assessmentExists,
    currentRoundOnly,
    adjudicatorIsAThirdPerson,
    noConflictOfInterest,
    consensusIsOpen,
    contentMoved,
    structureIsAgreed,
    consensusIsComplete,
    noOpenCandidates,
    reasonIsGiven,
  ],
  reopen: [memberOnly, leadOnly, assessmentExists, currentRoundOnly, consensusIsSettled, reasonIsGiven],
  'rate-again': [memberOnly, leadOnly, assessmentExists, currentRoundOnly, revealedBeforeRateAgain, reasonIsGiven],
  'open-thread': [memberOnly, guestsRead, placeExists, somethingIsSaid, textIsPlain, mentionedMayRead, roomForWords],
  reply: [memberOnly, guestsRead, threadExists, somethingIsSaid, textIsPlain, mentionedMayRead, roomForWords],
  'resolve-thread': [memberOnly, guestsRead, threadExists, threadIsOpen, roomForWords],
  'reopen-thread': [memberOnly, guestsRead, threadExists, threadIsResolved, roomForWords],
  'revise-comment': [
    memberOnly,
    guestsRead,
    commentExists,
    ownCommentOnly,
    somethingIsSaid,
    textIsPlain,
    mentionedMayRead,
    roomForWords,
  ],
  nudge: [memberOnly, leadOrSupervisor, personIsMember, anotherPerson, studyExists, waitsForThem, nudgedOnceADay],
  lock: [memberOnly, leadOnly, stageExists, stageIsSettled, somethingToLock, reasonIsGiven],
  snapshot: [memberOnly, leadOnly, labelIsGiven, textIsPlain],
} as const satisfies Readonly<Record<CommandType, readonly CommandRule[]>>

export const EDIT_RULES = [
  valueIsJson,
  fieldExists,
  candidateIsOnlyDeleted,
  valueFitsField,
  valueIsSmall,
] as const satisfies readonly EditRule[]

export type CommandRuleId = (typeof COMMAND_RULES)[CommandType][number]['id']
export type EditRuleId = (typeof EDIT_RULES)[number]['id']
export type RuleId = CommandRuleId | EditRuleId | DocumentRuleId

/** Rules that a connection to a document obeys; checked where connections are made, by `grantFor`. */
export type DocumentRuleId = 'document-is-writable'

const DOCUMENT_RULES: Readonly<Record<DocumentRuleId, string>> = {
  'document-is-writable': 'You can no longer write here: what you typed was not saved, and is kept for you to copy.',
}

export const RULEBOOK: ReadonlyMap<string, { readonly sentence: string }> = new Map<
  string,
  { readonly sentence: string }
>([
  ...Object.values(COMMAND_RULES).flatMap((rules) => rules.map((rule) => [rule.id, rule] as const)),
  ...EDIT_RULES.map((rule) => [rule.id, rule] as const),
  ...Object.entries(DOCUMENT_RULES).map(([id, sentence]) => [id, { sentence }] as const),
])

/** The sentence of a rule; an id from a newer server still gets words. */
export function sentenceOf(rule: string): string {
  return RULEBOOK.get(rule)?.sentence ?? 'The rules of this review do not allow that.'
}

export function firstDenial(situation: Situation): Denial | null {
  for (const rule of COMMAND_RULES[situation.command.type as Decidable['type']]) {
    const details = rule.check(situation)
    if (details !== null) return { rule: rule.id, details }
  }
  return null
}
