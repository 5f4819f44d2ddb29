/** What a thread is about, in words. */
import { isInstrument, itemsOf, type Anchor, type Item, type ReviewView } from '@tandem/rules'
import { cellTitle } from '#lib/extraction/cell-titles.ts'

const PARTS = { answer: 'answer', source: 'source', note: 'note' } as const

/** "The study", "Item 12", "Item 12, source". */
export function placeWords(view: ReviewView, anchor: Anchor): string {
  if (anchor.form === null) return 'The study'
  const part = anchor.part === null ? '' : `, ${PARTS[anchor.part]}`
  const item = itemOf(view, anchor)
  if (item) return `Item ${item.number}${part}`
  const form = Object.values(view.forms).find(({ id }) => id === anchor.form)
  if (!form || isInstrument(form) || anchor.item === null) return form?.shortTitle ?? 'The form'
  return cellTitle(form, anchor.item) + part
}

export function itemOf(view: ReviewView, { form, item }: Pick<Anchor, 'form' | 'item'>): Item | undefined {
  const versions = Object.values(view.forms).filter(({ id }) => id === form)
  return versions
    .filter(isInstrument)
    .flatMap(itemsOf)
    .find(({ id }) => id === item)
}
