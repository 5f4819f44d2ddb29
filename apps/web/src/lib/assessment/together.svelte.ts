/** A rating that a team writes in one document, and what somebody else has confirmed of it. */
import { hashOf } from '@tandem/documents'
import {
  itemContent,
  unconfirmedItems,
  type Assessment,
  type ConfirmedItem,
  type Confirmation,
  type Ground,
  type PlainDocument,
} from '@tandem/rules'
import type { Rating } from './rating.svelte.ts'

export class Together {
  readonly rating: Rating
  readonly #assessment: () => Assessment
  readonly #ground: () => Ground
  readonly content: PlainDocument = $derived.by(() => this.rating.live.plainNow)
  /** Answered, and not confirmed as it stands. */
  readonly unconfirmed: readonly string[] = $derived.by(() =>
    unconfirmedItems(this.rating.instrument, this.#assessment(), this.content, this.#ground(), { hashOf }),
  )

  constructor(rating: Rating, assessment: () => Assessment, ground: () => Ground) {
    this.rating = rating
    this.#assessment = assessment
    this.#ground = ground
  }

  /** Who confirmed this item as it stands; null where nobody has. */
  confirmationOf(item: string): Confirmation | null {
    if (this.rating.answers[item] === undefined || this.unconfirmed.includes(item)) return null
    return this.#assessment().joint?.confirmations.find((one) => one.item === item) ?? null
  }

  /** As they stand here now. */
  asSeen(items: readonly string[]): readonly ConfirmedItem[] {
    return items.map((item) => ({ item, valueHash: hashOf(itemContent(this.content, item)) }))
  }
}
