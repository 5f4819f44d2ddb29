export { canonicalJson, isSameJson, plainJsonFault, MAX_JSON_DEPTH, type Json, type JsonFault } from './json.ts'
export { accepted, refused, type Result } from './result.ts'
export type {
  Assessment,
  AssessmentId,
  AssessmentState,
  Citation,
  Consensus,
  DocumentId,
  DocumentKind,
  FormVersion,
  Hash,
  Instant,
  Person,
  PersonId,
  Rating,
  Reveal,
  Review,
  ReviewId,
  ReviewView,
  Role,
  Settlement,
  Signature,
  Slot,
  Snapshot,
  Study,
  StudyId,
} from './review.ts'
export type { Answers, Band, Condition, Domain, Instrument, Item, Option, Tone } from './instruments/definition.ts'
export {
  bandOf,
  isReachable,
  itemCountOf,
  itemsOf,
  optionOf,
  scoreOf,
  type DomainScore,
  type Score,
} from './instruments/score.ts'
export {
  EMPTY_DOCUMENT,
  answerKey,
  answersIn,
  candidateKey,
  candidatesIn,
  noteKey,
  noteOf,
  parseFieldKey,
  sourceKey,
  sourcesOf,
  type FieldPath,
  type PlainDocument,
  type Rectangle,
  type Source,
} from './fields/index.ts'
export type { Command, CommandType } from './commands.ts'
export type { Actor, AssignedDraft, ReviewEvent, ReviewFact } from './events.ts'
export type { Decision, DecisionContext, Denial, DenialDetails } from './decision.ts'
export type { Rule, RuleId } from './rulebook/rule.ts'
