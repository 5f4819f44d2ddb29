/**
 * What was extracted, for tables and files. Read from the store, so that nobody is shown what is not on disk yet; what can no
 * longer change is kept, because a table asks for all studies at once.
 */
import { plainDocument } from '@tandem/documents'
import {
  formOf,
  isInstrument,
  mayReadRevealed,
  memberOf,
  settledSds,
  structureOf,
  type Assessment,
  type DocumentId,
  type Person,
  type PersonId,
  type PlainDocument,
  type ReviewView,
} from '@tandem/rules'
import type { ExtractedStudy, SettledSds } from '@tandem/wire'
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
    const readable = readableOf(view, person, form)
    return readable && Promise.all(readable.map((assessment) => this.#extracted(assessment)))
  }

  /** Of studies whose structure is agreed. The same are read as for a table. Null for unknown and forbidden, alike. */
  async settledSds(view: ReviewView, person: PersonId, form: string): Promise<readonly SettledSds[] | null> {
    const settled = readableOf(view, person, form)?.filter(({ settlement }) => settlement !== null)
    if (settled === undefined) return null
    const all = await Promise.all(settled.map((assessment) => this.#sdsOf(view, assessment)))
    return all.flatMap((one) => one ?? [])
  }

  async #sdsOf(view: ReviewView, { study, form: { hash }, consensus, joint }: Assessment): Promise<SettledSds | null> {
    const [form, structure] = [formOf(view, hash), structureOf(view, study)]
    const document = joint?.document ?? consensus?.document
    if (isInstrument(form) || structure === null || document === undefined) return null
    return { study, sds: settledSds(form, await this.#content(document, true), structure) }
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

function readableOf(view: ReviewView, person: PersonId, form: string): readonly Assessment[] | null {
  const member = memberOf(view, person)
  const stage = view.review.stages.find((one) => one.form.id === form)
  if (!member || stage?.form.kind === undefined) return null
  return view.assessments.filter(
    (assessment) => assessment.isCurrent && assessment.form.id === form && isReadable(member, assessment),
  )
}

/** Of blind drafts nothing, not even that they are there. */
const isReadable = (member: Person, assessment: Assessment): boolean =>
  (assessment.revealed !== null || assessment.joint !== null) && mayReadRevealed(member, assessment)
