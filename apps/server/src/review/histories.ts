/** What became of a document, for whoever may read it. */
import { grantFor, type DocumentId, type PersonId, type ReviewView } from '@tandem/rules'
import type { ItemChange, Moment } from '@tandem/wire'
import { changesOf, momentsOf } from '../history/moments.ts'
import { storyByMoments, type Chapter } from '../history/story.ts'
import type { Store } from '../store/contract.ts'

export class Histories {
  readonly #store: Pick<Store, 'document' | 'historyOf'>

  constructor(store: Pick<Store, 'document' | 'historyOf'>) {
    this.#store = store
  }

  /** Of one question. Null for unknown and forbidden, alike. */
  async ofItem(
    view: ReviewView,
    person: PersonId,
    id: DocumentId,
    item: string,
  ): Promise<readonly ItemChange[] | null> {
    const chapters = await this.#chapters(view, person, id)
    return chapters && changesOf(chapters, item)
  }

  /** Of everything in it. Null for unknown and forbidden, alike. */
  async ofDocument(view: ReviewView, person: PersonId, id: DocumentId): Promise<readonly Moment[] | null> {
    const chapters = await this.#chapters(view, person, id)
    return chapters && momentsOf(chapters)
  }

  async #chapters(view: ReviewView, person: PersonId, id: DocumentId): Promise<readonly Chapter[] | null> {
    const document = await this.#store.document(id)
    if (!document || document.review !== view.review.id || grantFor(view, person, document) === 'none') return null
    return storyByMoments(await this.#store.historyOf(id)).chapters
  }
}
