export { canonicalJson, canonicalPrinter, isSameJson, plainJsonFault, type Json, type JsonFault } from './json.ts'
export { accepted, refused, type Result } from './result.ts'
export { isSharedKind, MODES, ROLES } from './review.ts'
export type {
  Amendment,
  Assessment,
  AssessmentId,
  AssessmentState,
  CommentId,
  Confirmation,
  Citation,
  Consensus,
  DocumentId,
  DocumentKind,
  FormVersion,
  Hash,
  Instant,
  Invitation,
  InvitationId,
  Joint,
  Mode,
  OwnForm,
  Person,
  PersonId,
  PlanChange,
  Protocol,
  PublishedForm,
  Question,
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
  Stage,
  StageProgress,
  Study,
  StudyId,
  SwitchableRule,
  ThreadId,
} from './review.ts'
export { TONES } from './instruments/definition.ts'
export type {
  Answers,
  Band,
  ChosenOptions,
  Condition,
  Domain,
  Instrument,
  Item,
  Option,
  Tone,
} from './instruments/definition.ts'
export {
  bandOf,
  countedAnswers,
  highestTotalOf,
  isReachable,
  itemCountOf,
  itemProgress,
  itemsOf,
  optionOf,
  reachabilityOf,
  scoreOf,
  type DomainScore,
  type PointRange,
  type Reachability,
  type Score,
} from './instruments/score.ts'
export { INSTRUMENTS, instrumentById } from './instruments/index.ts'
export { instrumentFaults } from './instruments/validate.ts'
export {
  agreementOf,
  firstRatings,
  type AnswerAgreement,
  type InstrumentAgreement,
  type NoTotals,
  type PairRatings,
  type RatedReview,
  type StudyRatings,
  type TotalAgreement,
  type TotalDifference,
} from './agreement.ts'
export { agreementOverTime, BLOCK, MOST_BLOCKS, type AgreementBlock } from './progress/agreement-over-time.ts'
export { deadlineOf, SOON_DAYS, type Deadline } from './progress/deadlines.ts'
export {
  FEWEST_SETTLED,
  FEWEST_WEEKS,
  forecastOf,
  HORIZON_WEEKS,
  WINDOW_WEEKS,
  type Course,
  type Forecast,
} from './progress/forecast.ts'
export { lastSigns, toMinute, type DraftCount } from './progress/last-signs.ts'
export { MOST_WEEKS, paceOf, settledAt, type Pace, type Tally } from './progress/pace.ts'
export { placesOf, turnOf, type Turn } from './progress/turn.ts'
export { verdictRates, type PersonRates, type VerdictRates } from './progress/verdict-rates.ts'
export {
  EMPTY_DOCUMENT,
  answerKey,
  candidateKey,
  candidatesIn,
  itemContent,
  noteKey,
  noteOf,
  fieldKey,
  ITEM_PARTS,
  parseFieldKey,
  PARTS,
  rewordedKey,
  RESERVED_NAMES,
  sourceKey,
  sourcesOf,
  type FieldPath,
  type ItemPart,
  type Part,
  type PlainDocument,
  type Rectangle,
  type Source,
} from './content/index.ts'
export {
  askedFrom,
  changesBetween,
  deviationsFrom,
  deviationsOf,
  isSwitchedOff,
  MAX_REVIEWERS,
  MODE_WORDS,
  NO_QUESTION,
  planOf,
  SWITCHES,
  type Deviation,
  type Plan,
} from './protocol.ts'
export { firstStage, stageOf, stageProgress } from './stages.ts'
export { formOf, instrumentOf } from './forms/form-of.ts'
export { isInstrument, type Form, type FormKind } from './forms/form.ts'
export {
  MEASURE_WORDS,
  MEASURES,
  REPEATS,
  REPEATS_WORDS,
  type ExtractionForm,
  type Field,
  type Measure,
  type Repeats,
  type Section,
} from './forms/definition.ts'
export {
  isSameAnswer,
  NEEDS_VALUE,
  STATUS_WORDS,
  STATUSES,
  type Answer,
  type Calculation,
  type Status,
} from './forms/answer.ts'
export {
  cellsOf,
  countedCells,
  currentSections,
  isAsked,
  placeOf,
  rowsOf,
  sectionOfRow,
  type Cell,
  type FieldPlace,
  isLongText,
} from './forms/cells.ts'
export { hasItem } from './forms/items.ts'
export { compared } from './forms/compared.ts'
export { aligned, comparisonOf, type ComparedCell, type Comparison } from './forms/comparison.ts'
export {
  answeredCount,
  answeredIn,
  askedCount,
  groundOf,
  openIn,
  recordedAnswers,
  type Ground,
} from './forms/interpret.ts'
export { answerAt, cellId, orderKey, placeBetween, rowIdsIn } from './forms/rows.ts'
export { comparable } from './fields/text.ts'
export {
  JOINT,
  needsStructure,
  structureAtReveal,
  structureIn,
  structureOf,
  structureSettlement,
  type Arm,
  type Outcome,
  type Row,
  type Structure,
  type Timepoint,
} from './forms/structure.ts'
export {
  documentOf,
  earlierField,
  emptyForm,
  faultsOf,
  fieldIdOf,
  fieldRowId,
  fieldRowsOf,
  FIELDS,
  FORM_OF_FORMS,
  formChanges,
  formIn,
  formOfDocument,
  isSameForm,
  OFFERED_TYPES,
  SECTIONS,
  settingAnswers,
  type Described,
  type FormChange,
  type FormIdentity,
} from './forms/building/index.ts'
export { adoptersOf, choosableIn, lastVersionOf, nextForm, ownFormOf, type NextForm } from './own-forms.ts'
export { builtInForm, FORMS } from './forms/index.ts'
export { TEMPLATES } from './forms/templates/index.ts'
export { formFaults, MAX_FIELDS, MAX_SECTIONS } from './forms/faults.ts'
export { CONTRASTS, RESULTS } from './forms/results.ts'
export { STUDY_STRUCTURE } from './forms/study-structure.ts'
export { FIELD_TYPES, fieldTypeOf, type FieldSettings, type FieldTypeId } from './fields/index.ts'
export { COUNTRIES } from './fields/countries.ts'
export type { FieldType, Parsed } from './fields/field-type.ts'
export { idFor, isId } from './fields/ids.ts'
export { outOfRange, toCanonical, type Amount, type NumberField } from './fields/number.ts'
export type { Reference } from './fields/references.ts'
export { sortedIds } from './fields/shape.ts'
export { tidied } from './fields/text.ts'
export type { Unit } from './fields/unit.ts'
export { compareDates } from './fields/date.ts'
export { sentenceOfWarning, TRAPS, warningsOf, type TrapId, type Warning } from './traps/index.ts'
export { settledSds, trapStudyOf } from './traps/from-form.ts'
export { outcomesElsewhere, type OutcomeElsewhere, type SdsByOutcome } from './traps/elsewhere.ts'
export type { FieldOption } from './fields/option.ts'
export { answersIn } from './instruments/answers.ts'
export { unconfirmedItems } from './confirmations.ts'
export { allocate, assignedTo, type Allocation } from './allocation.ts'
export { plainText } from './rulebook/texts.ts'
export { identitiesOf, knownAmong, MAX_STUDIES, studyLabel } from './studies.ts'
export { found, type Founded, type Founder } from './found.ts'
export type {
  AllocationRecord,
  AskedPlan,
  AskedStage,
  Assignment,
  Command,
  ConfirmedItem,
  CommandType,
  Decidable,
  DoorCommand,
  FormCommand,
  NewStudy,
  ThreadCommand,
} from './commands.ts'
export { MOST_AT_ONCE } from './commands.ts'
export type { Actor, AssignedDraft, ReviewEvent, ReviewFact, SentEvent } from './events.ts'
export { carriedForward, type LoggedEvent } from './earlier-events.ts'
export type { Building, ChoosableForm, Decision, DecisionContext, Denial, DenialDetails } from './decision.ts'
export type { Edit, EditSituation } from './rulebook/rule.ts'
export { COMMAND_RULES, EDIT_RULES, sentenceOf, type RuleId } from './rulebook/index.ts'
export { judgeEdit, type JudgedEdit } from './rulebook/judge-edit.ts'
export { MAX_NOTE, MAX_QUOTE, MAX_SOURCES } from './rulebook/edits.ts'
export { bothKept } from './content/both-kept.ts'
export { decide } from './decide.ts'
export { denialOf } from './denial.ts'
export { evolve, startOf } from './evolve.ts'
export { evolveAll } from './evolve-all.ts'
export { agreedAnswers, differencesBetween, seedConsensus } from './consensus.ts'
export {
  assessorsOf,
  buildsForms,
  grantFor,
  isOneOfTheN,
  mayRate,
  mayReadDiscussion,
  mayReadRevealed,
  mayReadSnapshot,
  maySeeProgress,
  memberOf,
  membersOf,
  watches,
  type Grant,
  type GrantedDocument,
} from './grants.ts'
export { currentAssessment, currentAssessments, isLocked, isSettled, stateOf, submittedCount } from './states.ts'
export { changesSight, PERMITTED_FACTS, sightOf, viewFor, visibleTo } from './visibility.ts'
export { COMMAND_TYPES, rightOf, rightsTable, type Right } from './rights.ts'
export {
  isComment,
  isResolved,
  MAX_COMMENT,
  MAX_MENTIONS,
  type Anchor,
  type Comment,
  type CommentsReaders,
  type Thread,
  type ThreadEntry,
} from './threads/thread.ts'
export { mayBeMentioned, readersOf, threadFor, threadsFor } from './threads/sight.ts'
export { threadChanges, type ThreadsChange } from './threads/changes.ts'
export { noticesOf, type Notice } from './threads/notices.ts'
export { nudgesFor } from './threads/nudges.ts'
