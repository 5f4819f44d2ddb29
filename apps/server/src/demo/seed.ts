/**
 * Loads the demo review, as people would: every assignment, submission, signature and adjudication is a command, every
 * answer an edit through the gate. So the demo obeys every rule that a real review does, and its log verifies.
 *
 * Each step looks first whether it has been done. The accounts come last: while they are missing, a start that was
 * interrupted goes on where it stopped.
 */
import { hashOf } from '@tandem/documents'
import {
  currentAssessment,
  isSettled,
  memberOf,
  noteKey,
  sourceKey,
  type Assessment,
  type Command,
  type DocumentId,
  type Instant,
  type InvitationId,
  type Json,
  type PersonId,
  type ReviewId,
  type ReviewView,
  type StudyId,
} from '@tandem/rules'
import type { Core } from '../core.ts'
import type { Store } from '../store/contract.ts'
import { DEMO, type DemoDraft, type DemoMember, type DemoPersonKey, type DemoRating } from './demo-data.ts'
import { DEMO_EXTRACTIONS, type DemoExtraction } from './demo-extractions.ts'
import { DocumentWriter } from './document-writer.ts'

export const DEMO_REVIEW = 'demo' as ReviewId

type Seeding = { readonly store: Store; readonly core: Core; readonly newId: () => string }

export async function seedDemo(seeding: Seeding): Promise<void> {
  const { store, core } = seeding
  const accounts = await store.accounts()
  if (accounts.some(({ demo }) => demo)) return
  if ((await store.loadReview(DEMO_REVIEW)) === null) await found(seeding)
  for (const { key } of DEMO.people) await invite(seeding, key)
  for (const { key } of DEMO.studies) await add(seeding, key)
  if ((await viewOf(seeding)).protocol.frozen === null) await ask(seeding, LEAD, { type: 'freeze-protocol' })
  for (const { key } of DEMO.studies) await assign(seeding, key, RATING)
  for (const rating of DEMO.ratings) await rate(seeding, rating)
  for (const extraction of DEMO_EXTRACTIONS) await extract(seeding, extraction)
  // Whoever opens the demo has done nothing yet: what happens from now on is news.
  for (const { key } of DEMO.people) await core.inbox.markRead(personId(key), null)
  for (const { key, name, hue } of DEMO.people) await store.createAccount({ id: personId(key), name, hue, demo: true })
}

const personId = (key: DemoPersonKey): PersonId => key as string as PersonId
const memberBy = (key: DemoPersonKey): DemoMember => {
  const member = DEMO.people.find((person) => person.key === key)
  if (!member) throw new Error(`the demo has no ${key}`)
  return member
}
const LEAD = personId('dana')
const RATERS = ['alice', 'bob'] as const
const RATING = 'downs-and-black-modified'
const STRUCTURE = 'study-structure'
const EXTRACTION = 'return-to-work'

async function found({ core }: Seeding): Promise<void> {
  const { invented, ...plan } = DEMO.review
  const { name, hue } = memberBy('dana')
  const founder = { person: LEAD, name, hue, isReviewer: false }
  const founded = await core.reviews.found(founder, plan, { id: DEMO_REVIEW, invented })
  if (!founded.ok) throw new Error(`the demo was refused: ${founded.reason.rule}`)
}

async function invite(seeding: Seeding, key: DemoPersonKey): Promise<void> {
  const { core, newId } = seeding
  if (memberOf(await viewOf(seeding), personId(key))) return
  const { name, hue, roles } = memberBy(key)
  const invitation = newId() as InvitationId
  const commands = [
    [LEAD, { type: 'invite', invitation, roles, expiresAt: NEVER }],
    [personId(key), { type: 'join', invitation, name, hue }],
  ] as const
  for (const [person, command] of commands) {
    const answer = await core.reviews.atTheDoor(DEMO_REVIEW, person, command)
    if (!answer?.ok) throw new Error(`the demo was refused: ${command.type}, ${answer?.denial.rule ?? 'not found'}`)
  }
}

/** They are accepted in the next moment. */
const NEVER = '9999-12-31T00:00:00.000Z' as Instant

async function add(seeding: Seeding, key: string): Promise<void> {
  const study = DEMO.studies.find((one) => one.key === key)
  if (!study || (await studyOf(seeding, key)) !== null) return
  const { label, design, citation } = study
  await ask(seeding, LEAD, { type: 'add-studies', studies: [{ label, design, citation }] })
}

async function assign(seeding: Seeding, key: string, form: string): Promise<void> {
  const study = await studyOf(seeding, key)
  if (study === null) throw new Error(`the demo has no study ${key}`)
  if (currentAssessment(await viewOf(seeding), study, form) !== null) return
  await ask(seeding, LEAD, { type: 'assign', study, form, reviewers: RATERS.map(personId), reason: null })
}

async function rate(seeding: Seeding, rating: DemoRating): Promise<void> {
  for (const reviewer of RATERS) {
    const assessment = await assessmentOf(seeding, rating.study, RATING)
    const slot = assessment?.slots.find((candidate) => candidate.reviewer === personId(reviewer))
    if (!assessment || !slot?.draft || slot.submittedAt !== null) continue
    const contentHash = await write(seeding, slot.reviewer, slot.draft, fieldsOf(rating.drafts[reviewer]), {})
    await ask(seeding, slot.reviewer, { type: 'submit', assessment: assessment.id, contentHash })
  }
  await settle(seeding, rating)
}

async function settle(seeding: Seeding, { study, consensus, how }: DemoRating): Promise<void> {
  const assessment = await assessmentOf(seeding, study, RATING)
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

/** The structure, agreed together; then what each extracted alone, and what they made of the differences. */
async function extract(seeding: Seeding, { study, structure, drafts, settled }: DemoExtraction): Promise<void> {
  await assign(seeding, study, STRUCTURE)
  await assign(seeding, study, EXTRACTION)
  const agreed = await assessmentOf(seeding, study, STRUCTURE)
  if (agreed?.joint && agreed.settlement === null) {
    const contentHash = await write(seeding, personId('alice'), agreed.joint.document, structure, {})
    await ask(seeding, personId('alice'), { type: 'submit', assessment: agreed.id, contentHash })
  }
  for (const reviewer of RATERS) {
    const assessment = await assessmentOf(seeding, study, EXTRACTION)
    const slot = assessment?.slots.find((candidate) => candidate.reviewer === personId(reviewer))
    const draft = drafts[reviewer]
    if (!assessment || !draft || !slot?.draft || slot.submittedAt !== null) continue
    const contentHash = await write(seeding, slot.reviewer, slot.draft, draft.fields, {})
    if (draft.isSubmitted) await ask(seeding, slot.reviewer, { type: 'submit', assessment: assessment.id, contentHash })
  }
  const revealed = await assessmentOf(seeding, study, EXTRACTION)
  if (!revealed?.consensus || isSettled(revealed.state) || settled === null) return
  const contentHash = await write(seeding, personId('bob'), revealed.consensus.document, settled, {})
  for (const reviewer of RATERS)
    await ask(seeding, personId(reviewer), { type: 'sign', assessment: revealed.id, contentHash })
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

async function viewOf({ core }: Seeding): Promise<ReviewView> {
  const review = await core.reviews.open(DEMO_REVIEW)
  if (!review) throw new Error('the demo is not there')
  return review.view
}

async function studyOf(seeding: Seeding, key: string): Promise<StudyId | null> {
  const { studies } = await viewOf(seeding)
  return studies.find((study) => study.key === key)?.id ?? null
}

async function assessmentOf(seeding: Seeding, key: string, form: string): Promise<Assessment | null> {
  const study = await studyOf(seeding, key)
  const view = await viewOf(seeding)
  return study && currentAssessment(view, study, form)
}
