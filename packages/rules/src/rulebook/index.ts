/**
 * The rulebook: every rule, once, and the order in which a command's rules are asked. The first that objects gives the
 * denial, so the order is who, when, what.
 */
import type { Command, CommandType } from '../commands.ts'
import type { Denial } from '../decision.ts'
import type { CommandRule, EditRule, EditSituation, Situation } from './rule.ts'
import { candidateIsOnlyDeleted, fieldExists, valueFitsField, valueIsJson, valueIsSmall } from './edits.ts'
import {
  consensusIsComplete,
  contentMoved,
  draftIsComplete,
  enoughReviewers,
  labelIsGiven,
  noOpenCandidates,
  reasonIsGiven,
  reviewersDiffer,
} from './what.ts'
import {
  assessmentExists,
  assignBeforeReveal,
  consensusIsOpen,
  consensusIsSettled,
  currentRoundOnly,
  draftIsOpen,
  revealedBeforeRateAgain,
  stageIsSettled,
  studyExists,
  withdrawBeforeReveal,
} from './when.ts'
import {
  adjudicatorIsAThirdPerson,
  keepsALead,
  leadOnly,
  memberOnly,
  noConflictOfInterest,
  ownSlotOnly,
  personIsMember,
  reviewerRole,
  signerIsOneOfTheN,
  staysBlind,
} from './who.ts'

export const COMMAND_RULES = {
  assign: [
    memberOnly,
    leadOnly,
    studyExists,
    assignBeforeReveal,
    enoughReviewers,
    reviewersDiffer,
    reviewerRole,
    noConflictOfInterest,
    staysBlind,
    reasonIsGiven,
  ],
  submit: [memberOnly, assessmentExists, currentRoundOnly, ownSlotOnly, draftIsOpen, contentMoved, draftIsComplete],
  withdraw: [memberOnly, assessmentExists, currentRoundOnly, ownSlotOnly, withdrawBeforeReveal],
  sign: [
    memberOnly,
    assessmentExists,
    currentRoundOnly,
    signerIsOneOfTheN,
    consensusIsOpen,
    contentMoved,
    consensusIsComplete,
    noOpenCandidates,
  ],
  adjudicate: [
    memberOnly,
    assessmentExists,
    currentRoundOnly,
    adjudicatorIsAThirdPerson,
    consensusIsOpen,
    contentMoved,
    consensusIsComplete,
    noOpenCandidates,
    reasonIsGiven,
  ],
  reopen: [memberOnly, leadOnly, assessmentExists, currentRoundOnly, consensusIsSettled, reasonIsGiven],
  'rate-again': [memberOnly, leadOnly, assessmentExists, currentRoundOnly, revealedBeforeRateAgain, reasonIsGiven],
  lock: [memberOnly, leadOnly, stageIsSettled, reasonIsGiven],
  'change-roles': [memberOnly, leadOnly, personIsMember, keepsALead, reasonIsGiven],
  snapshot: [memberOnly, leadOnly, labelIsGiven],
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
  for (const rule of COMMAND_RULES[situation.command.type as Command['type']]) {
    const details = rule.check(situation)
    if (details !== null) return { rule: rule.id, details }
  }
  return null
}

/** Judges one touched place of an update. The update is refused whole if any place is. */
export function judgeEdit(situation: EditSituation): Denial | null {
  for (const rule of EDIT_RULES) {
    const details = rule.check(situation)
    if (details !== null) return { rule: rule.id, details }
  }
  return null
}
