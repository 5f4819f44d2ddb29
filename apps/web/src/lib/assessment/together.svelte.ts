/** What a team fills in in one document, and what somebody else has confirmed of it. */
import { hashOf } from '@tandem/documents'
import {
  answeredIn,
  itemContent,
  unconfirmedItems,
  type Assessment,
  type ConfirmedItem,
  type Confirmation,
  type Form,
  type Ground,
  type PlainDocument,
} from '@tandem/rules'
import type { LiveDocument } from '#lib/live/live-document.svelte.ts'

export class Together {
  readonly #live: LiveDocument
  readonly #form: Form
  readonly #assessment: () => Assessment
  readonly #ground: () => Ground
  readonly content: PlainDocument = $derived.by(() => this.#live.plainNow)
  readonly #answered: ReadonlySet<string> = $derived.by(
    () => new Set(answeredIn(this.#form, this.content, this.#ground())),
  )
  /** Answered, and not confirmed as it stands. */
  readonly unconfirmed: readonly string[] = $derived.by(() =>
    unconfirmedItems(this.#form, this.#assessment(), this.content, this.#ground(), { hashOf }),
  )

  constructor(live: LiveDocument, form: Form, assessment: () => Assessment, ground: () => Ground) {
    this.#live = live
    this.#form = form
    this.#assessment = assessment
    this.#ground = ground
  }

  /** With an answer that counts. */
  isAnswered(item: string): boolean {
    return this.#answered.has(item)
  }

  /** Who confirmed this item as it stands; null where nobody has. */
  confirmationOf(item: string): Confirmation | null {
    if (!this.isAnswered(item) || this.unconfirmed.includes(item)) return null
    return this.#assessment().joint?.confirmations.find((one) => one.item === item) ?? null
  }

  /** As they stand here now. */
  asSeen(items: readonly string[]): readonly ConfirmedItem[] {
    return items.map((item) => ({ item, valueHash: hashOf(itemContent(this.content, item)) }))
  }
}
