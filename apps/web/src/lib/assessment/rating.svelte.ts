/** Where a reviewer is in a rating: the current item, what is open, and the ways to go on. Shared by desk and phone. */
import { countedAnswers, scoreOf, type ChosenOptions, type Domain, type Instrument, type Item } from '@tandem/rules'
import type { LiveDocument } from '#lib/live/live-document.svelte.ts'
import { askedItems, liveAnswers, nextAfter } from './answers.ts'

export class Rating {
  readonly live: LiveDocument
  readonly instrument: Instrument
  #current = $state<string | null>(null)
  /** Those that count. */
  readonly answers: ChosenOptions = $derived.by(() =>
    countedAnswers(this.instrument, liveAnswers(this.live, this.instrument)),
  )
  readonly asked: readonly Item[] = $derived.by(() => askedItems(this.instrument, this.answers))
  readonly score = $derived.by(() => scoreOf(this.instrument, this.answers))

  /** @param start an item id from the address; else the first open one. */
  constructor(live: LiveDocument, instrument: Instrument, start: string | null) {
    this.live = live
    this.instrument = instrument
    this.#current = start
  }

  get current(): Item | null {
    const open = this.score.open[0]
    return (
      this.asked.find((item) => item.id === this.#current) ??
      this.asked.find((item) => item.id === open) ??
      this.asked[0] ??
      null
    )
  }

  get isReadOnly(): boolean {
    return this.live.mode === 'read'
  }

  /** "12 of 27 answered": of the items that are asked. */
  get progress(): string {
    return `${this.score.answered} of ${this.asked.length} answered`
  }

  askedIn(domain: Domain): readonly Item[] {
    return this.asked.filter((item) => domain.items.includes(item))
  }

  goTo(item: string | null): void {
    if (item !== null) this.#current = item
  }

  /** @returns whether there was one. */
  step(by: 1 | -1): boolean {
    const at = this.asked.findIndex((item) => item.id === this.current?.id)
    const to = this.asked[at + by]
    this.goTo(to?.id ?? null)
    return to !== undefined
  }

  nextOpen(): boolean {
    const next = nextAfter(this.asked, this.current?.id ?? null, this.score.open)
    this.goTo(next)
    return next !== null
  }

  /** The first open item stays current while it is being answered, instead of jumping on. */
  hold(): void {
    this.#current ??= this.current?.id ?? null
  }
}
