/** Reading a live document through an instrument. */
import {
  answerKey,
  countedAnswers,
  isReachable,
  itemsOf,
  type Answers,
  type Instrument,
  type Item,
} from '@tandem/rules'
import type { LiveDocument } from '#lib/live/live-document.svelte.ts'

/** Whatever stands there, also what does not count. Reads every answer, so its reader follows all of them. */
export function liveAnswers(live: LiveDocument, instrument: Instrument): Answers {
  return Object.fromEntries(
    itemsOf(instrument).flatMap((item) => {
      const value = live.value(answerKey(item.id))
      return typeof value === 'string' ? [[item.id, value]] : []
    }),
  )
}

export function askedItems(instrument: Instrument, answers: Answers): readonly Item[] {
  const counted = countedAnswers(instrument, answers)
  return itemsOf(instrument).filter((item) => isReachable(item, counted))
}

/** "items 1 to 10", "item 27" */
export function rangeOf(items: readonly Item[]): string {
  const first = items[0]?.number
  const last = items.at(-1)?.number
  return first === last ? `item ${first ?? ''}` : `items ${first} to ${last}`
}

/** The next item of `ids` after `current`, from the top again at the end; null if there is none. */
export function nextAfter(order: readonly Item[], current: string | null, ids: readonly string[]): string | null {
  const at = order.findIndex((item) => item.id === current)
  const rotated = [...order.slice(at + 1), ...order.slice(0, at + 1)]
  return rotated.find((item) => ids.includes(item.id))?.id ?? null
}
