/** Snapshots of a review in which the structure of a study is agreed and its results are extracted, as the rules make it. */
import type { AssessmentId, Instant, Json, PersonId, PlainDocument, ReviewView, DocumentId } from '@tandem/rules'
import {
  alice,
  bob,
  dana,
  EXTRACTED,
  ExtractionScene,
  hashOfTest,
  reported,
  row,
  secondStudy,
} from '@tandem/rules/testing'
import { buildSnapshot, type BuiltSnapshot } from '../src/index.ts'
import { hashOfJson } from '../src/snapshot/hash.ts'

export const SECRET = 'secret of an unfinished extraction'
export const EVENTS = 'results/o1~t1~a1/events'

type Fields = Readonly<Record<string, Json>>

const place = (quote: string): Json => [{ pdf: null, page: '3', quote, rectangles: [] }]

/** Alice's, with one of everything that stands beside an answer. */
const BY_ALICE: Fields = {
  ...EXTRACTED,
  aim: reported('To compare'),
  [EVENTS]: reported(3),
  'design/source': place('a cohort of workers'),
  'design/note': 'As they say.',
  'results/o1~t1~a1/n/accepted': { 'n-larger-than-randomised': 'Some came later.' },
}

/** Bob's, whose row has another id; he read one number differently and wrote the aim in lower case. */
const { 'funders/f1/order': _order, 'funders/f1/name': _name, ...OTHERS } = EXTRACTED
const BY_BOB: Fields = {
  ...OTHERS,
  ...row('funders', 'x9', 'V', { name: 'the region' }),
  aim: reported('to compare'),
  [EVENTS]: reported(4),
}

/** The first study revealed and in conflict over one cell; Alice has begun with the second. */
export function inConflict(byAlice: Fields = BY_ALICE, byBob: Fields = BY_BOB): ExtractionScene {
  const scene = new ExtractionScene().structured().assigns().rates(alice, byAlice).rates(bob, byBob)
  scene.submits(alice).submits(bob)
  return scene.assigns(secondStudy).rates(alice, { aim: reported(SECRET), 'aim/note': SECRET }, secondStudy)
}

export function resolved(scene: ExtractionScene = inConflict()): ExtractionScene {
  const consensus = scene.consensusId()
  scene.write(consensus, { [EVENTS]: reported(3) })
  scene.documents[consensus] = { ...scene.plain(consensus), texts: { aim: 'To compare', 'design/note': 'Both agree.' } }
  scene.signs(alice).signs(bob)
  return scene
}

/**
 * The structure of the first study is opened again, or agreed in another round.
 *
 * @param fields what is written then, and agreed; null while it is open.
 */
export function restructured(
  scene: ExtractionScene,
  fields: Fields | null,
  how: 'reopen' | 'rate-again' = 'reopen',
): ExtractionScene {
  scene.does(dana, { type: how, assessment: structureIn(scene).id, reason: 'There is a third arm.' })
  if (fields === null) return scene
  const { id, document } = structureIn(scene)
  const contentHash = hashOfTest(scene.write(document, fields).plain(document))
  return scene.does(alice, { type: 'submit', assessment: id, contentHash })
}

/** The current round of it. */
export function structureIn({ view }: ExtractionScene): { readonly id: AssessmentId; readonly document: DocumentId } {
  const round = view.assessments.find(({ form, isCurrent }) => isCurrent && form.kind === 'structure')
  if (!round?.joint) throw new Error('the structure is agreed together')
  return { id: round.id, document: round.joint.document }
}

export function snapshotOf(scene: ExtractionScene, change: Partial<SnapshotParts> = {}): BuiltSnapshot {
  const documents = new Map(Object.entries(scene.documents) as [DocumentId, PlainDocument][])
  const { view, documents: given } = { view: scene.view, documents, ...change }
  return buildSnapshot({ view: signed(view), documents: given, made: MADE })
}

type SnapshotParts = { readonly view: ReviewView; readonly documents: ReadonlyMap<DocumentId, PlainDocument> }

const MADE = {
  at: '2026-11-22T10:00:00.000Z' as Instant,
  by: dana as PersonId,
  label: 'Submission',
  reason: 'Sent to the journal',
  number: 1,
}

/** What the scene takes for a hash is the canonical text itself: here with its SHA-256, as a server signs it. */
const signed = (view: ReviewView): ReviewView =>
  JSON.parse(JSON.stringify(view), (name, value: unknown) =>
    ['contentHash', 'structure'].includes(name) && typeof value === 'string' ? hashOfJson(JSON.parse(value)) : value,
  ) as ReviewView
