/** A document of this page alone: written and read like a live one, and never sent anywhere. */
import type { DocumentId, PersonId, ReviewId } from '@tandem/rules'
import { LiveDocument } from './live-document.svelte.ts'
import type { RescueShelf } from './rescue-shelf.svelte.ts'

type Trial = { readonly live: LiveDocument; readonly end: () => void }

export function trialDocument(person: PersonId, review: ReviewId, shelf: RescueShelf): Trial {
  const live = new LiveDocument({
    address: '',
    review,
    document: 'trial' as DocumentId,
    person,
    keepsCopy: false,
    expected: 'write',
    title: '',
    shelf,
    describe: ({ key }) => ({ label: key, text: '' }),
  })
  return { live, end: () => void live.replica.stop() }
}
