/**
 * Rounds that go on with a later version of their form, in the commit that publishes it: answers to questions that were
 * reworded are marked to be looked at again, and how far somebody is is counted anew.
 */
import { plainDocument, rewordingUpdate } from '@tandem/documents'
import {
  evolveAll,
  formOfDocument,
  isInstrument,
  type DocumentId,
  type ExtractionForm,
  type Form,
  type Instant,
  type ReviewEvent,
  type ReviewView,
} from '@tandem/rules'
import type { Commit, DocumentSummary, StoredDocument } from '../store/contract.ts'
import type { Room } from '../sync/room.ts'
import { hasSummary } from '../sync/summarised.ts'
import { summaryOf } from '../sync/summary.ts'

/** A document of such a round as it is on disk, with its summary, which is null while nothing was ever written in it. */
export type Adopter = {
  readonly document: StoredDocument
  readonly doc: Room['doc']
  readonly summary: DocumentSummary | null
}

export type Adoption = Pick<Commit, 'entries' | 'owners' | 'summaries'>

export const adoptedIn = (view: ReviewView, events: readonly ReviewEvent[]): readonly DocumentId[] =>
  events
    .flatMap((event) => (event.type === 'form-adopted' ? event.assessments : []))
    .flatMap((id) => {
      const assessment = view.assessments.find((one) => one.id === id)
      // What is opened again goes on in a document of its own.
      if (!assessment || assessment.settlement !== null) return []
      const { joint, slots } = assessment
      return joint ? [joint.document] : slots.flatMap(({ draft }) => draft ?? [])
    })

/** @param view before the events. @param client the id under which the server writes. */
export function adoptionOf(
  view: ReviewView,
  events: readonly ReviewEvent[],
  adopters: readonly Adopter[],
  at: Instant,
  client: number,
): Adoption {
  const next = evolveAll(view, events)
  const made = adopters.map((adopter) => adopted(adopter, versionsOf(view, next, adopter.document), at, client))
  return {
    entries: made.flatMap(({ entries }) => entries),
    owners: made.flatMap(({ owners }) => owners),
    summaries: made.flatMap(({ summaries }) => summaries),
  }
}

type Versions = { readonly earlier: ExtractionForm; readonly next: ExtractionForm }

function adopted(
  { document, doc, summary }: Adopter,
  { earlier, next }: Versions,
  at: Instant,
  client: number,
): Adoption {
  const bytes = rewordingUpdate(doc, earlier, next, client)
  // When somebody was last at it stays as it is: nobody has done anything.
  const counted = summary && hasSummary(document) ? [summaryOf(document, next, plainDocument(doc), summary.at)] : []
  if (bytes === null) return { entries: [], owners: [], summaries: counted }
  return {
    entries: [{ kind: 'edit', document: document.id, actor: 'system', at, bytes }],
    owners: [{ document: document.id, client, owner: 'system' }],
    summaries: counted,
  }
}

const versionsOf = (view: ReviewView, next: ReviewView, document: StoredDocument): Versions => ({
  earlier: extractionForm(formOfDocument(view, document)),
  next: extractionForm(formOfDocument(next, document)),
})

function extractionForm(form: Form | null): ExtractionForm {
  if (form === null || isInstrument(form)) throw new Error('only forms of data extraction have later versions')
  return form
}
