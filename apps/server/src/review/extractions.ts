/**
 * What was extracted, for tables and files. Read from the store, so that nobody is shown what is not on disk yet; what can no
 * longer change is kept, because a table asks for all studies at once.
 */
import { plainDocument } from '@tandem/documents'
import {
  mayReadRevealed,
  memberOf,
  type Assessment,
  type DocumentId,
  type Person,
  type PersonId,
  type PlainDocument,
  type ReviewView,
} from '@tandem/rules'
import type { ExtractedStudy } from '@tandem/wire'
import type { Store } from '../store/contract.ts'
import { replay } from '../sync/rooms.ts'

export class Extractions {
  readonly #store: Pick<Store, 'loadDocument'>
  readonly #most: number
  /** What nobody can write any more; the longest unused first. */
  readonly #kept = new Map<DocumentId, PlainDocument>()

  /** @param most how many documents that no longer change are kept in memory. */
  constructor(store: Pick<Store, 'loadDocument'>, most: number) {
    this.#store = store
    this.#most = most
  }

  /** Null for unknown and forbidden, alike. @param form the id of the stage's form. */
  async of(view: ReviewView, person: PersonId, form: string): Promise<readonly ExtractedStudy[] | null> {
    const member = memberOf(view, person)
    const stage = view.review.stages.find((one) => one.form.id === form)
    if (!member || stage?.form.kind === undefined) return null
    const readable = view.assessments.filter(
      (assessment) => assessment.isCurrent && assessment.form.id === form && isReadable(member, assessment),
    )
    return Promise.all(readable.map((assessment) => this.#extracted(assessment)))
  }

  async #extracted(assessment: Assessment): Promise<ExtractedStudy> {
    const { id, study, form, slots, revealed, consensus, joint, settlement } = assessment
    const drafts = revealed === null ? [] : slots.flatMap(({ reviewer, draft }) => (draft ? [{ reviewer, draft }] : []))
    const shared = joint?.document ?? consensus?.document ?? null
    const isSettled = settlement !== null
    return {
      study,
      assessment: id,
      form,
      drafts: await Promise.all(
        drafts.map(async ({ reviewer, draft }) => ({ reviewer, content: await this.#content(draft, true) })),
      ),
      shared: shared && { content: await this.#content(shared, isSettled), isSettled },
    }
  }

  async #content(document: DocumentId, isFinal: boolean): Promise<PlainDocument> {
    const kept = this.#kept.get(document)
    if (kept) {
      this.#keep(document, kept)
      return kept
    }
    const doc = replay(await this.#store.loadDocument(document))
    const content = plainDocument(doc)
    doc.destroy()
    if (isFinal) this.#keep(document, content)
    return content
  }

  #keep(document: DocumentId, content: PlainDocument): void {
    this.#kept.delete(document)
    this.#kept.set(document, content)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest)
  }
}

/** Of blind drafts nothing, not even that they are there. */
const isReadable = (member: Person, assessment: Assessment): boolean =>
  (assessment.revealed !== null || assessment.joint !== null) && mayReadRevealed(member, assessment)
