/**
 * Loads the demo review, as people would: every assignment, submission, signature and adjudication is a command, every
 * answer an edit through the gate. So the demo obeys every rule that a real review does, and its log verifies.
 *
 * Each step looks first whether it has been done. The accounts come last: while they are missing, a start that was
 * interrupted goes on where it stopped.
 */
import { hashOf, sha256Hex } from '@tandem/documents'
import {
  canonicalJson,
  currentAssessment,
  instrumentById,
  isSettled,
  noteKey,
  sourceKey,
  type Assessment,
  type Command,
  type DocumentId,
  type Instrument,
  type Json,
  type PersonId,
  type ReviewId,
  type StudyId,
} from '@tandem/rules'
import type { Core } from '../core.ts'
import type { Store } from '../store/contract.ts'
import { DEMO, type DemoDraft, type DemoPersonKey, type DemoRating } from './demo-data.ts'
import { DocumentWriter } from './document-writer.ts'

export const DEMO_REVIEW = 'demo' as ReviewId

type Seeding = { readonly store: Store; readonly core: Core; readonly newId: () => string }

export async function seedDemo(seeding: Seeding): Promise<void> {
  const { store } = seeding
  const accounts = await store.accounts()
  if (accounts.some(({ demo }) => demo)) return
  if ((await store.loadReview(DEMO_REVIEW)) === null) await store.createReview(demoReview())
  for (const { key } of DEMO.studies) await assign(seeding, key)
  for (const rating of DEMO.ratings) await rate(seeding, rating)
  for (const { key, name, hue } of DEMO.people) await store.createAccount({ id: personId(key), name, hue, demo: true })
}

function demoReview() {
  const { instrument: id, ...review } = DEMO.review
  const instrument = instrumentById(id)
  if (!instrument) throw new Error(`the demo names an unknown instrument: ${id}`)
  const hash = sha256Hex(canonicalJson(instrument as unknown as Json))
  return {
    review: { ...review, id: DEMO_REVIEW, form: { id: instrument.id, version: instrument.version, hash } },
    people: DEMO.people.map(({ key, name, roles, hue }) => ({
      id: personId(key),
      name,
      roles,
      hue,
      conflictsOfInterest: [],
    })),
    studies: DEMO.studies.map((study) => ({ ...study, id: studyId(study.key) })),
    forms: { [hash]: instrument } as Record<typeof hash, Instrument>,
  }
}

const personId = (key: DemoPersonKey): PersonId => key as string as PersonId
const studyId = (key: string): StudyId => key as StudyId
const LEAD = personId('dana')
const RATERS = ['alice', 'bob'] as const

async function assign(seeding: Seeding, study: string): Promise<void> {
  if ((await assessmentOf(seeding, study)) !== null) return
  await ask(seeding, LEAD, { type: 'assign', study: studyId(study), reviewers: RATERS.map(personId), reason: null })
}

async function rate(seeding: Seeding, rating: DemoRating): Promise<void> {
  for (const reviewer of RATERS) {
    const assessment = await assessmentOf(seeding, rating.study)
    const slot = assessment?.slots.find((candidate) => candidate.reviewer === personId(reviewer))
    if (!assessment || !slot?.draft || slot.submittedAt !== null) continue
    const contentHash = await write(seeding, slot.reviewer, slot.draft, fieldsOf(rating.drafts[reviewer]), {})
    await ask(seeding, slot.reviewer, { type: 'submit', assessment: assessment.id, contentHash })
  }
  await settle(seeding, rating)
}

async function settle(seeding: Seeding, { study, consensus, how }: DemoRating): Promise<void> {
  const assessment = await assessmentOf(seeding, study)
  if (!assessment?.consensus || isSettled(assessment.state) || consensus === null) return
  const { document } = assessment.consensus
  const contentHash = await write(seeding, personId('bob'), document, consensus.answers, consensus.notes)
  if (how.type === 'consensus') {
    for (const reviewer of RATERS)
      await ask(seeding, personId(reviewer), { type: 'sign', assessment: assessment.id, contentHash })
  }
  if (how.type === 'adjudication') {
    const { adjudicator, rationale } = how
    await ask(seeding, personId(adjudicator), { type: 'adjudicate', assessment: assessment.id, contentHash, rationale })
  }
}

function fieldsOf({ answers, notes, sources }: DemoDraft): Readonly<Record<string, Json>> {
  return {
    ...answers,
    ...Object.fromEntries(Object.entries(notes).map(([item, note]) => [noteKey(item), note])),
    ...Object.fromEntries(Object.entries(sources).map(([item, places]) => [sourceKey(item), places])),
  }
}

/** @returns the hash of what the document holds afterwards. */
async function write(
  { core }: Seeding,
  person: PersonId,
  document: DocumentId,
  fields: Readonly<Record<string, Json>>,
  notes: Readonly<Record<string, string>>,
) {
  const writer = await DocumentWriter.open(core, person, document)
  await writer.write(fields, notes)
  writer.close()
  return hashOf(writer.plain())
}

async function ask({ core, newId }: Seeding, person: PersonId, command: Command): Promise<void> {
  const answer = await core.reviews.command(DEMO_REVIEW, person, { id: newId(), command })
  if (!answer?.ok) throw new Error(`the demo was refused: ${command.type}, ${answer?.denial.rule ?? 'not found'}`)
}

async function assessmentOf({ core }: Seeding, study: string): Promise<Assessment | null> {
  const review = await core.reviews.open(DEMO_REVIEW)
  return review && currentAssessment(review.view, studyId(study))
}
