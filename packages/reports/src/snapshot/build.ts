/** Freezes the revealed state of a review into one file. */
import {
  answersIn,
  EMPTY_DOCUMENT,
  formOf,
  instrumentOf,
  isInstrument,
  noteOf,
  sourcesOf,
  type Answers,
  type Assessment,
  type DocumentId,
  type ExtractionForm,
  type Form,
  type Hash,
  type Instant,
  type Instrument,
  type Joint,
  type ItemPart,
  type PersonId,
  type PlainDocument,
  type ReviewView,
  type Study,
} from '@tandem/rules'
import { derivedFrom } from './derive.ts'
import {
  FORMAT,
  FORMAT_VERSION,
  type Code,
  type SnapshotAssessment,
  type SnapshotFile,
  type SnapshotItem,
  type SnapshotItems,
  type SnapshotProtocol,
  type SnapshotState,
  type SnapshotStudy,
} from './format.ts'
import { frozenExtraction } from './freeze-extraction.ts'
import { contentIdOf, hashing, type Hashing } from './hash.ts'
import { byFormAndRound, codeOf, formHash, roundOf, settlementOf, teamOf, type Making } from './making.ts'
import { partsOf } from './parts.ts'

export type SnapshotRequest = {
  /** The full view, redacted for nobody. */
  readonly view: ReviewView
  /**
   * Contents of documents: revealed drafts, consensus documents, and joint ones that are settled. Others may be there; they
   * are never looked at.
   */
  readonly documents: ReadonlyMap<DocumentId, PlainDocument>
  readonly made: {
    readonly at: Instant
    readonly by: PersonId
    readonly label: string
    readonly reason: string
    readonly number: number
  }
}

export type BuiltSnapshot = { readonly contentId: string; readonly file: SnapshotFile; readonly bytes: Uint8Array }

export function buildSnapshot({ view, documents, made }: SnapshotRequest): BuiltSnapshot {
  const codes = new Map(view.people.map((person, place): [PersonId, Code] => [person.id, `R${place + 1}`]))
  const once = hashing()
  const state = stateOf({ view, documents, codes, formHashes: formHashesIn(view, once), hashing: once })
  const contentHash = once.hashOf(state)
  const content = {
    made: { ...made, by: codeOf(codes, made.by), invented: view.review.invented },
    people: view.people.map((person) => ({ code: codeOf(codes, person.id), name: person.name, roles: person.roles })),
    state,
    derived: derivedFrom(state),
  }
  const unsealed: Omit<SnapshotFile, 'fileHash'> = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    contentId: contentIdOf(contentHash),
    contentHash,
    ...content,
    parts: partsOf(content, once),
  }
  const file: SnapshotFile = { ...unsealed, fileHash: once.hashOf(unsealed) }
  return { contentId: file.contentId, file, bytes: once.bytesOf(file) }
}

/** Of every form that is planned with or was filled in. */
function formHashesIn(view: ReviewView, { hashOf }: Hashing): ReadonlyMap<Hash, Hash> {
  const planned = view.review.stages.map(({ form }) => form.hash)
  const filledIn = view.assessments.flatMap(({ form, revealed }) => [form, revealed?.form ?? []].flat())
  const used = [...planned, ...filledIn.map(({ hash }) => hash)]
  return new Map([...new Set(used)].map((hash) => [hash, hashOf(formOf(view, hash))]))
}

function stateOf(making: Making): SnapshotState {
  const { review, studies } = making.view
  const definitions = [...making.formHashes.keys()].map((hash) => formOf(making.view, hash))
  return {
    review: {
      title: review.title,
      shortTitle: review.shortTitle,
      reference: review.reference,
      registration: review.registration,
      invented: review.invented,
    },
    protocol: protocolOf(making),
    instruments: byHash(making, definitions.filter(isInstrument)),
    forms: byHash(
      making,
      definitions.filter((form): form is ExtractionForm => !isInstrument(form)),
    ),
    studies: studies.map((study) => studyOf(making, study)).sort((a, b) => (a.key < b.key ? -1 : 1)),
  }
}

const byHash = <Definition extends Form>(
  { hashing: { hashOf } }: Making,
  definitions: readonly Definition[],
): Readonly<Record<Hash, Definition>> =>
  Object.fromEntries(definitions.map((definition) => [hashOf(definition), definition]))

/** Without the times: equal reviews have equal states. */
function protocolOf(making: Making): SnapshotProtocol {
  const { view, codes } = making
  const { question, stages, switchedOff } = view.review
  const { version, amendments, assignedBeforeFreeze = false } = view.protocol
  return {
    question,
    stages: stages.map(({ form, mode, reviewers }) => ({
      form: formHash(making, form),
      mode,
      reviewers,
    })),
    switchedOff: [...switchedOff].sort(),
    assignedBeforeFreeze,
    version,
    amendments: amendments.map(({ version: number, by, reason, changes, progress }) => ({
      version: number,
      by: codeOf(codes, by),
      reason,
      changes,
      progress,
    })),
  }
}

function studyOf(making: Making, { id, key, label, design, citation }: Study): SnapshotStudy {
  const { authors, truncatedAuthors, title, journal, year, volume, issue, pages, doi, pmid } = citation
  const rounds = making.view.assessments.filter((assessment) => assessment.study === id)
  return {
    key,
    label,
    design,
    citation: { authors, truncatedAuthors, title, journal, year, volume, issue, pages, doi, pmid },
    assessments: rounds
      .filter(isRating)
      .map((assessment) => assessmentOf(making, assessment))
      .sort(byFormAndRound),
    extractions: rounds
      .filter((assessment) => !isRating(assessment))
      .map((assessment) => frozenExtraction(making, assessment))
      .sort(byFormAndRound),
  }
}

const isRating = ({ form }: Assessment): boolean => form.kind === undefined

function assessmentOf(making: Making, assessment: Assessment): SnapshotAssessment {
  const { codes, view } = making
  const instrument = instrumentOf(view, assessment.form.hash)
  const { revealed, consensus, settlement, slots } = assessment
  const shared = roundOf(making, assessment)
  if (assessment.joint) return { ...shared, ...togetherOf(making, instrument, assessment, assessment.joint) }
  // Before the reveal there is nothing but who rates and who is done: no document is opened, whatever was handed in.
  if (revealed === null) return { ...shared, ratings: null, consensus: null, settlement: null }
  return {
    ...shared,
    ratings: revealed.ratings.map(({ reviewer, answers }) => {
      const draft = slots.find((slot) => slot.reviewer === reviewer)?.draft ?? null
      return { reviewer: codeOf(codes, reviewer), items: itemsFrom(instrument, documentIn(making, draft), answers) }
    }),
    consensus: consensus && {
      attempt: consensus.attempt,
      reopenedBecause: consensus.reason,
      items: consensusItems(making, instrument, assessment),
    },
    settlement: settlementOf(making, settlement),
  }
}

type Together = Pick<SnapshotAssessment, 'ratings' | 'consensus' | 'settlement' | 'together'>

/** Until it is settled its document is not opened. */
function togetherOf(
  making: Making,
  instrument: Instrument,
  assessment: Assessment,
  { document, attempt, reason }: Joint,
): Together {
  const { settlement } = assessment
  const items = settlement && itemsFrom(instrument, documentIn(making, document), settlement.answers)
  const together = { ...teamOf(making, assessment), attempt, reopenedBecause: reason, items }
  return { ratings: null, consensus: null, settlement: settlementOf(making, settlement), together }
}

/** Candidates that nobody has settled are left out: they are nobody's answer. */
function consensusItems(making: Making, instrument: Instrument, { consensus, settlement }: Assessment): SnapshotItems {
  const document = documentIn(making, consensus?.document ?? null)
  return itemsFrom(instrument, document, settlement?.answers ?? answersIn(instrument, document))
}

/** @param answers what was revealed or settled: the events' own record, not what the document may have become since. */
function itemsFrom(instrument: Instrument, document: PlainDocument, answers: Answers): SnapshotItems {
  const items = instrument.domains.flatMap((domain) => domain.items)
  return Object.fromEntries(
    items.flatMap(({ id }): readonly (readonly [string, SnapshotItem])[] => {
      const item: SnapshotItem = {
        answer: FROZEN.answer(id, document, answers),
        note: FROZEN.note(id, document, answers),
        sources: FROZEN.source(id, document, answers),
      }
      const isEmpty = Object.values(item).every((value) => value === null || value.length === 0)
      return isEmpty ? [] : [[id, item]]
    }),
  )
}

/** Under which name each part of an item is frozen. A new part does not compile before it has one here and in the format. */
type FrozenAs = { readonly answer: 'answer'; readonly note: 'note'; readonly source: 'sources' }

const FROZEN: {
  readonly [Each in ItemPart]: (item: string, document: PlainDocument, answers: Answers) => SnapshotItem[FrozenAs[Each]]
} = {
  answer: (item, _document, answers) => {
    const answer = answers[item]
    return typeof answer === 'string' ? answer : null
  },
  note: (item, document) => noteOf(document, item),
  source: (item, document) =>
    sourcesOf(document, item).map(({ pdf, page, quote, rectangles }) => ({ pdf, page, quote, rectangles })),
}

const documentIn = ({ documents }: Making, id: DocumentId | null): PlainDocument =>
  (id === null ? undefined : documents.get(id)) ?? EMPTY_DOCUMENT
