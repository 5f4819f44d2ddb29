/** The documents of a consensus: the shared one, and the revealed drafts beside it. */
import { isSettled, type Assessment, type Consensus, type DocumentId, type PersonId, type Study } from '@tandem/rules'
import { socketOrigin } from '#lib/http/api.ts'
import { LiveDocument } from '#lib/live/live-document.svelte.ts'
import type { RescueShelf } from '#lib/live/rescue-shelf.svelte.ts'
import type { OpenReview } from '#lib/review/open-review.svelte.ts'
import { fieldWords } from './field-words.ts'

export type ConsensusDocuments = {
  readonly live: LiveDocument
  readonly drafts: ReadonlyMap<PersonId, LiveDocument>
}

export function consensusDocuments(
  review: OpenReview,
  shelf: RescueShelf,
  study: Study,
  assessment: Assessment,
  consensus: Consensus,
): ConsensusDocuments {
  const instrument = review.instrumentOf(assessment.form)
  const make = (document: DocumentId, what: string, expected: 'read' | 'write') =>
    new LiveDocument({
      address: `${socketOrigin()}/sync`,
      review: review.id,
      document,
      person: review.me.id,
      keepsCopy: false,
      expected,
      title: `${study.label}, ${what}`,
      shelf,
      describe: (field) => fieldWords(instrument, field),
    })
  const drafts = assessment.slots.flatMap(({ reviewer, draft }) =>
    draft ? [[reviewer, make(draft, `${review.nameOf(reviewer)}’s draft`, 'read')] as const] : [],
  )
  return {
    live: make(consensus.document, 'consensus', isSettled(assessment.state) ? 'read' : 'write'),
    drafts: new Map(drafts),
  }
}
