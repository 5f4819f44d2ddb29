/**
 * A rule of the method: one sentence that people read when it refuses something, the source it comes from, and the
 * check. Each rule has an allowed and a refused example, which run as tests.
 */
export type RuleId =
  // who
  | 'member-only'
  | 'lead-only'
  | 'own-slot-only'
  | 'signer-is-one-of-the-n'
  | 'adjudicator-is-a-third-person'
  | 'no-conflict-of-interest'
  // when
  | 'assessment-exists'
  | 'current-round-only'
  | 'draft-is-open'
  | 'withdraw-before-reveal'
  | 'assign-before-reveal'
  | 'consensus-is-open'
  | 'consensus-is-settled'
  | 'revealed-before-rate-again'
  | 'stage-is-settled'
  // what
  | 'draft-is-complete'
  | 'consensus-is-complete'
  | 'no-open-candidates'
  | 'content-moved'
  | 'reason-is-given'
  | 'label-is-given'
  | 'enough-reviewers'
  | 'reviewers-differ'
  | 'reviewer-role'
  // edits
  | 'document-is-readable'
  | 'document-is-writable'
  | 'field-exists'
  | 'value-fits-field'
  | 'value-is-json'
  | 'value-is-small'
  | 'candidate-is-only-deleted'
  | 'text-only-in-shared-documents'

export type Rule = {
  readonly id: RuleId
  /** One sentence, shown as the reason of a refusal. */
  readonly sentence: string
  /** Where the rule comes from: a guard of the methodology, a MECIR standard, or the architecture. */
  readonly source: string
}
