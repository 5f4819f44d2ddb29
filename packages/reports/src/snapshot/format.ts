/**
 * The snapshot file, format `tandem-snapshot` version 5: one canonical JSON text (RFC 8785), nothing before or after.
 *
 *   state     what the review is: studies, and per study and round who rated or extracted, what each gave alone as it was
 *             revealed, the consensus and how it was settled. No clocks, no ids of the server, no counters of edits, so
 *             that equal reviews have equal states on any machine. Nothing that was not revealed.
 *   derived   points, totals, bands, counts and agreement, all recomputable from `state` alone
 *   made      this one making of a file: when, by whom, why. Not part of the content.
 *   people    the names behind the codes R1, R2, …; apart, so that the state holds no name
 *   parts     hashes of pieces by JSON pointer, so that a change is found where it is
 *
 * Of an extraction the whole document is kept: answers, sources, notes, accepted warnings, rows and long texts, and of one
 * that is still open no losing values. The SHA-256 of the canonical content of what was revealed or settled is therefore
 * the hash that was signed. Rows that people added keep their ids, which were random when they were made: two reviews with
 * the same words in rows of other ids are two reviews, as they were typed by people, and have two content ids.
 *
 * Version 1 had no protocol and no ratings made together; in versions 1 and 2 a review had one stage, which was part of
 * `review`. Until version 3 deviations were read from the plan alone, whatever had been done before it was changed. Until
 * version 4 there were no extractions. Such files are read as they are: what is new is absent in them.
 *
 * contentHash = SHA-256 of canonical `state`; contentId is its short form; fileHash = SHA-256 of the canonical file
 * without the member fileHash. The hashes prove that a file is whole and equals the one whose content id was printed
 * elsewhere. They do not prove who made it or when.
 */
import type {
  Answers,
  AssessmentState,
  Citation,
  Deviation,
  ExtractionForm,
  Hash,
  Instant,
  Instrument,
  InstrumentAgreement,
  Mode,
  PlainDocument,
  PlanChange,
  Question,
  Role,
  Settlement,
  Source,
  StageProgress,
  SwitchableRule,
} from '@tandem/rules'

export const FORMAT = 'tandem-snapshot'
export const FORMAT_VERSION = 5
/** What is read. */
export const FORMAT_VERSIONS = [1, 2, 3, 4, 5] as const

export type SnapshotFile = {
  readonly format: typeof FORMAT
  readonly formatVersion: (typeof FORMAT_VERSIONS)[number]
  readonly contentId: string
  readonly contentHash: string
  readonly made: SnapshotMade
  readonly people: readonly SnapshotPerson[]
  readonly state: SnapshotState
  readonly derived: SnapshotDerived
  readonly parts: readonly SnapshotPart[]
  readonly fileHash: string
}

export type SnapshotMade = {
  readonly at: Instant
  /** Code of the person. */
  readonly by: string
  readonly label: string
  readonly reason: string
  readonly number: number
  /** The sentence of `state.review.invented` again, where a reader of the first lines sees it. */
  readonly invented: string | null
}

/** R1, R2, … in the order of the review's people. */
export type Code = string

export type SnapshotPerson = { readonly code: Code; readonly name: string; readonly roles: readonly Role[] }

export type SnapshotPart = { readonly path: string; readonly sha256: string }

export type SnapshotState = {
  readonly review: {
    readonly title: string
    readonly shortTitle: string
    readonly reference: string
    readonly registration: string | null
    readonly invented: string | null
    /** In versions 1 and 2: the one stage's. */
    readonly reviewersPerStudy?: number
    readonly form?: Hash
  }
  /** Absent in version 1. */
  readonly protocol?: SnapshotProtocol
  /** Definitions by the hash of their canonical JSON. */
  readonly instruments: Readonly<Record<Hash, Instrument>>
  /** The same of structures and extractions. Absent before version 5. */
  readonly forms?: Readonly<Record<Hash, ExtractionForm>>
  /** Sorted by key. */
  readonly studies: readonly SnapshotStudy[]
}

export type SnapshotProtocol = {
  readonly question: Question
  /** Absent in version 2. */
  readonly stages?: readonly SnapshotStage[]
  /** In version 2: how the one stage was worked on. */
  readonly mode?: Mode
  readonly switchedOff: readonly SwitchableRule[]
  /** Whether somebody was assigned before the freeze. Absent before version 4. */
  readonly assignedBeforeFreeze?: boolean
  /** 0 while it was still being planned. */
  readonly version: number
  readonly amendments: readonly {
    readonly version: number
    readonly by: Code
    readonly reason: string
    readonly changes: readonly PlanChange[]
    /** In version 2: of the one stage. */
    readonly progress: readonly StageProgress[] | Omit<StageProgress, 'form'>
  }[]
}

/** Where its definition stands says what it is about. */
export type SnapshotStage = { readonly form: Hash; readonly mode: Mode; readonly reviewers: number }

export type SnapshotStudy = {
  readonly key: string
  readonly label: string
  readonly design: string
  readonly citation: Citation
  /** Every round, the first one first. */
  readonly assessments: readonly SnapshotAssessment[]
  /** The structure of the study and what was extracted from it, likewise. Absent before version 5. */
  readonly extractions?: readonly SnapshotExtraction[]
}

/** What is said of a round whatever its form asks. */
export type SnapshotRound = {
  readonly form: Hash
  readonly round: number
  readonly isCurrent: boolean
  readonly state: AssessmentState
  readonly slots: readonly { readonly reviewer: Code; readonly submitted: boolean }[]
  readonly settlement: SnapshotSettlement | null
}

export type SnapshotAssessment = SnapshotRound & {
  /** In the order of the slots; null before the reveal. */
  readonly ratings: readonly SnapshotRating[] | null
  readonly consensus: SnapshotConsensus | null
  /** Of what a team wrote in one document; absent where the ratings are independent. */
  readonly together?: SnapshotTogether
}

export type SnapshotExtraction = SnapshotRound & {
  /** The later version of the form that the consensus was opened again with; absent where it is that of the drafts. */
  readonly consensusForm?: Hash
  /** In the order of the slots; null before the reveal. */
  readonly drafts: readonly SnapshotDraft[] | null
  /** Cells whose answers differed at the reveal, in the form's order; null before. Rows have the ids of the first draft. */
  readonly differing: readonly string[] | null
  /**
   * The structure that the drafts were compared by, its rows and answers, where it is no longer the one that is agreed; null
   * where it is. Absent where none was agreed then, and where the log does not say.
   */
  readonly structure?: Answers | null
  readonly consensus: (SnapshotAttempt & { readonly content: PlainDocument }) | null
  /** Of what a team wrote in one document; absent where drafts are independent. Its content is null until it is settled. */
  readonly together?: SnapshotTeam & SnapshotAttempt & { readonly content: PlainDocument | null }
}

export type SnapshotDraft = { readonly reviewer: Code; readonly content: PlainDocument }

export type SnapshotTeam = { readonly mode: Exclude<Mode, 'independent'>; readonly verifiers: readonly Code[] }

export type SnapshotAttempt = {
  /** 1, and one more for each time it was reopened. */
  readonly attempt: number
  readonly reopenedBecause: string | null
}

export type SnapshotTogether = SnapshotTeam &
  SnapshotAttempt & {
    /** Null until it is settled. */
    readonly items: SnapshotItems | null
  }

export type SnapshotRating = { readonly reviewer: Code; readonly items: SnapshotItems }

export type SnapshotConsensus = SnapshotAttempt & {
  /** Its settled content, or what stood in it while it was open. */
  readonly items: SnapshotItems
}

export type SnapshotSettlement = {
  readonly how: Settlement['how']
  readonly adjudication: { readonly adjudicator: Code; readonly rationale: string } | null
}

/** By item id; an item without answer, note and source is absent. */
export type SnapshotItems = Readonly<Record<string, SnapshotItem>>

export type SnapshotItem = {
  readonly answer: string | null
  readonly note: string
  readonly sources: readonly Source[]
}

export type SnapshotDerived = {
  readonly studies: readonly {
    readonly key: string
    readonly assessments: readonly DerivedAssessment[]
    /** Absent before version 5. */
    readonly extractions?: readonly DerivedExtraction[]
  }[]
  readonly agreement: readonly DerivedAgreement[]
  /** Absent before version 5. */
  readonly extractionAgreement?: readonly ExtractionAgreement[]
  /** Where the review departs from a standard; absent without a protocol. */
  readonly deviations?: readonly Deviation[]
}

/** First ratings of one form by one pair of reviewers. */
export type DerivedAgreement = InstrumentAgreement & { readonly form: Hash; readonly reviewers: readonly [Code, Code] }

export type DerivedAssessment = {
  readonly round: number
  readonly ratings: readonly (DerivedScore & { readonly reviewer: Code })[]
  /** Null unless settled. */
  readonly consensus: DerivedScore | null
}

/**
 * Counts of cells, by the structure of the study as it is agreed in the file. Where none is, as one that was opened again,
 * nothing is counted of a form that hangs on it.
 */
export type DerivedExtraction = {
  readonly round: number
  readonly drafts: readonly { readonly reviewer: Code; readonly answered: number | null }[]
  /** Cells that somebody answered; null before the reveal. */
  readonly compared: number | null
  /** Cells that differed at the reveal; null before. */
  readonly differing: number | null
  /** Cells that are answered in what it came to; null unless settled. */
  readonly settled: number | null
}

/** First drafts of one form by one pair of reviewers. */
export type ExtractionAgreement = {
  readonly form: Hash
  readonly reviewers: readonly [Code, Code]
  readonly studies: number
  /** Studies of both whose cells cannot be counted: see `DerivedExtraction`. In no other number. */
  readonly leftOut: number
  /** Cells that one of the two answered. One that only one of them answered is not the same. */
  readonly cells: number
  readonly same: number
  /** Of 100; null without cells. Cells of one study are not independent, so there is no interval. */
  readonly percent: number | null
}

export type DerivedScore = {
  readonly domains: readonly { readonly id: string; readonly points: number; readonly maximum: number }[]
  readonly points: number
  readonly maximum: number
  /** A band's id. */
  readonly band: string | null
}

/** The definitions that a review is planned with, one per stage. */
export function plannedForms({ review, protocol }: SnapshotState): readonly Hash[] {
  return protocol?.stages?.map(({ form }) => form) ?? (review.form === undefined ? [] : [review.form])
}

/** What an assessment comes to: the consensus, or what was written together. */
export function settledItems({ settlement, consensus, together }: SnapshotAssessment): SnapshotItems | null {
  if (settlement === null) return null
  return (together ? together.items : consensus?.items) ?? null
}

/** The same of an extraction. */
export function settledContent({ settlement, consensus, together }: SnapshotExtraction): PlainDocument | null {
  if (settlement === null) return null
  return (together ? together.content : consensus?.content) ?? null
}

export function answersOf(items: SnapshotItems): Answers {
  return Object.fromEntries(
    Object.entries(items).flatMap(([item, { answer }]) => (answer === null ? [] : [[item, answer]])),
  )
}
