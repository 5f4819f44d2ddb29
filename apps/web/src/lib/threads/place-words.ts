/** What a thread is about, in words. */
import { isInstrument, itemsOf, type Anchor, type Item, type ReviewView } from '@tandem/rules'

const PARTS = { answer: 'answer', source: 'source', note: 'note' } as const

/** "The study", "Item 12", "Item 12, source". */
export function placeWords(view: ReviewView, anchor: Anchor): string {
  if (anchor.form === null) return 'The study'
  const item = itemOf(view, anchor)
  if (!item) return Object.values(view.forms).find(({ id }) => id === anchor.form)?.shortTitle ?? 'The form'
  return `Item ${item.number}${anchor.part === null ? '' : `, ${PARTS[anchor.part]}`}`
}

export function itemOf(view: ReviewView, { form, item }: Pick<Anchor, 'form' | 'item'>): Item | undefined {
  const versions = Object.values(view.forms).filter(({ id }) => id === form)
  return versions
    .filter(isInstrument)
    .flatMap(itemsOf)
    .find(({ id }) => id === item)
}
