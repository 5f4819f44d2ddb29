/**
 * A large extraction, as the tables read it and as a server freezes it: studies of two arms, three outcomes and two timepoints by
 * the built-in form for return to work, each with the structure, two drafts that differ here and there, and the consensus.
 */
import {
  builtInForm,
  compared,
  isInstrument,
  openIn,
  structureIn,
  STUDY_STRUCTURE,
  type Assessment,
  type AssessmentId,
  type DocumentId,
  type ExtractionForm,
  type FormVersion,
  type Instant,
  type Json,
  type PersonId,
  type PlainDocument,
  type ReviewView,
  type Study,
  type StudyId,
} from '@tandem/rules'
import { alice, bob, dana, ExtractionScene } from '@tandem/rules/testing'
import type { ExtractedReview, ExtractedStudy, SnapshotRequest } from '../src/index.ts'
import { hashOfJson } from '../src/snapshot/hash.ts'

const [ARMS, TIMES, OUTCOMES] = [
  ['a1', 'a2'],
  ['t1', 't2'],
  ['o1', 'o2', 'o3'],
] as const

const said = (value: Json): Json => ({ status: 'reported', value })
const amount = (text: string, unit: string | null = null): Json => said({ amount: text, unit })

const rows = (section: string, ids: readonly string[], more: (at: number) => Readonly<Record<string, Json>>) =>
  Object.fromEntries(
    ids.flatMap((id, at) => [
      [`${section}/${id}/order`, 'BCD'[at] ?? 'E'],
      [`${section}/${id}/name`, said(`${section} ${id}`)],
      ...Object.entries(more(at)).map(([field, value]) => [`${section}/${id}/${field}`, value]),
    ]),
  ) as Record<string, Json>

const STRUCTURED: PlainDocument = {
  fields: {
    ...rows('arms', ARMS, (at) => ({ role: said(at === 0 ? 'intervention' : 'control') })),
    ...rows('timepoints', TIMES, () => ({})),
    ...rows('outcomes', OUTCOMES, (at) => ({ measure: said(at === 2 ? 'continuous' : 'dichotomous') })),
  },
  texts: {},
}
const structure = structureIn(STRUCTURED)

/** @param study,draft what makes two studies, and two drafts of one, differ. */
function extraction(study: number, draft: number): PlainDocument {
  const fields: Record<string, Json> = {
    design: said('cohort'),
    aim: said(`To compare two ways back to work, ${study}`),
    country: said(['FR']),
    setting: said('hospital'),
    'recruited-from': said('2001-05'),
    'follow-up': amount(String(6 + (study % 7)), 'mo'),
    randomised: said(100 + study),
    condition: said('low back pain'),
    'work-status': said('on sick leave'),
  }
  for (const arm of ARMS) {
    fields[`participants/${arm}/n`] = said(50 + (study % 13))
    fields[`participants/${arm}/age`] = amount(`44.${draft}`, 'y')
    fields[`interventions/${arm}/parts`] = said(['exercise'])
  }
  for (const outcome of OUTCOMES)
    for (const time of TIMES)
      for (const arm of ARMS) {
        const at = `results/${outcome}~${time}~${arm}`
        fields[`${at}/n`] = said(50)
        fields[`${at}/n/source`] = [{ pdf: null, page: '12', quote: 'as printed in the second table', rectangles: [] }]
        if (outcome === 'o3') {
          for (const field of ['mean', 'sd', 'se', 'ci-low', 'ci-high']) fields[`${at}/${field}`] = amount('12.5')
        } else {
          fields[`${at}/events`] = said(10 + ((study + draft) % 9))
          fields[`${at}/percent`] = amount('20')
        }
      }
  return { fields, texts: {} }
}

const study = (number: number): ExtractedStudy => ({
  key: `study-${number}`,
  label: `Study ${number}`,
  year: 2000,
  state: 'resolved',
  structure,
  form: FORM,
  drafts: ['alice', 'bob'].map((reviewer, draft) => ({ reviewer, content: extraction(number, draft) })),
  consensus: { content: extraction(number, 0), isSettled: number % 3 !== 0 },
})

function templateForm(): ExtractionForm {
  const form = builtInForm('return-to-work')
  if (form === undefined || isInstrument(form)) throw new Error('the form is gone')
  return form
}

const FORM = templateForm()
const DRAFTERS = [alice, bob] as const

export const largeExtraction = (studies: number): ExtractedReview => ({
  form: FORM,
  invented: 'All of it is invented.',
  studies: Array.from({ length: studies }, (_, number) => study(number)),
})

const AT = '2026-11-22T10:00:00.000Z' as Instant

/** All studies settled by a consensus. */
export function largeSnapshot(studies: number): SnapshotRequest {
  const { view } = new ExtractionScene()
  const documents = new Map<DocumentId, PlainDocument>()
  const numbers = Array.from({ length: studies }, (_, number) => number)
  const made = { at: AT, by: dana as PersonId, label: 'All of it', reason: 'To see how long it takes.', number: 1 }
  const stages = [
    { form: versionOf(STUDY_STRUCTURE), mode: 'joint', reviewers: 1 },
    { form: versionOf(FORM), mode: 'independent', reviewers: 2 },
  ] as const
  const large: ReviewView = {
    ...view,
    review: { ...view.review, stages },
    forms: Object.fromEntries([STUDY_STRUCTURE, FORM].map((form) => [hashOfJson(form), form])),
    studies: numbers.map((number) => namedStudy(view.studies[0] as Study, number)),
    assessments: numbers.flatMap((number) => [structureRound(number, documents), extractionRound(number, documents)]),
  }
  return { view: large, documents, made }
}

const versionOf = (form: ExtractionForm): FormVersion => {
  const { id, version } = form
  const kind = form.kind === 'structure' ? 'structure' : 'extraction'
  return { id, version, hash: hashOfJson(form), kind }
}

const idOf = (number: number): StudyId => `study-${number}` as StudyId

const namedStudy = (like: Study, number: number): Study => ({
  ...like,
  id: idOf(number),
  key: idOf(number),
  label: `Study ${number}`,
})

type Contents = Map<DocumentId, PlainDocument>

const ROUND = { round: 1, isCurrent: true, vacancies: 0, verifiers: [], joint: null, revealed: null, consensus: null }

function kept(documents: Contents, name: string, content: PlainDocument): DocumentId {
  const id = name as DocumentId
  documents.set(id, content)
  return id
}

function structureRound(number: number, documents: Contents): Assessment {
  const document = kept(documents, `structure of ${number}`, STRUCTURED)
  const contentHash = hashOfJson(STRUCTURED)
  return {
    ...ROUND,
    id: `structure ${number}` as AssessmentId,
    study: idOf(number),
    form: versionOf(STUDY_STRUCTURE),
    state: 'agreed',
    mode: 'joint',
    slots: [{ reviewer: alice, draft: null, submittedAt: AT }],
    joint: { document, attempt: 1, reason: null, firstSettledAt: AT, writers: [alice], confirmations: [] },
    settlement: { how: 'joint', at: AT, contentHash, answers: STRUCTURED.fields as never, adjudication: null },
  }
}

function extractionRound(number: number, documents: Contents): Assessment {
  const drafts = DRAFTERS.map((_, draft) => completed(extraction(number, draft), []))
  const { differing, seed } = compared(FORM, drafts, { structure })
  const consensus = completed(seed, differing)
  const slots = DRAFTERS.map((reviewer, at) => ({
    reviewer,
    draft: kept(documents, `${reviewer}’s of ${number}`, drafts[at] as PlainDocument),
    submittedAt: AT,
  }))
  const ratings = DRAFTERS.map((reviewer, at) => ({ reviewer, contentHash: hashOfJson(drafts[at]), answers: {} }))
  const document = kept(documents, `consensus of ${number}`, consensus)
  return {
    ...ROUND,
    id: `extraction ${number}` as AssessmentId,
    study: idOf(number),
    form: versionOf(FORM),
    state: 'resolved',
    mode: 'independent',
    slots,
    revealed: { at: AT, ratings, differing },
    consensus: { document, attempt: 1, openedAt: AT, signatures: [], reason: null },
    settlement: { how: 'consensus', at: AT, contentHash: hashOfJson(consensus), answers: {}, adjudication: null },
  }
}

/** What nobody has said is not reported. */
function completed(content: PlainDocument, differing: readonly string[]): PlainDocument {
  const open = openIn(FORM, content, { structure, differing })
  return { ...content, fields: { ...content.fields, ...Object.fromEntries(open.map((item) => [item, MISSING])) } }
}

const MISSING: Json = { status: 'not-reported' }
