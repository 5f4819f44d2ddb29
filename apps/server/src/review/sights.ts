/**
 * What members see of a review, kept from one reading to the next: only what has happened since is looked at. What
 * somebody sees of earlier events follows from their rights of today, so where those may change everything is forgotten
 * and seen anew. The same goes for names, which stand beside the log.
 */
import {
  changesSight,
  evolveAll,
  sightOf,
  type PersonId,
  type ReviewEvent,
  type ReviewView,
  type SentEvent,
} from '@tandem/rules'

/** All that has happened: the view before the first event, the events, and the view after the last. */
export type Story = { readonly start: ReviewView; readonly events: readonly ReviewEvent[]; readonly view: ReviewView }

export type Sight = {
  /** What this person may see, in order. */
  readonly events: readonly SentEvent[]
  /** The fold of that. */
  readonly view: ReviewView
}

type Kept = { readonly events: SentEvent[]; view: ReviewView; upTo: number }

export class Sights {
  /** The first is that of who has asked least recently. */
  readonly #kept = new Map<PersonId, Kept>()
  readonly #most: number

  /** @param most how many people's are kept at once. */
  constructor(most: number) {
    this.#most = most
  }

  of(person: PersonId, { start, events, view }: Story): Sight {
    const kept: Kept = this.#kept.get(person) ?? { events: [], view: start, upTo: 0 }
    this.#keep(person, kept)
    if (kept.upTo === events.length) return kept
    const see = sightOf(view, person)
    const added = events.slice(kept.upTo).flatMap((event) => see(event) ?? [])
    for (const event of added) kept.events.push(event)
    kept.view = evolveAll(kept.view, added)
    kept.upTo = events.length
    return kept
  }

  /** @param before the view before these events. */
  happened(before: ReviewView, events: readonly ReviewEvent[]): void {
    if (events.some((event) => changesSight(before, event))) this.forget()
  }

  forget(): void {
    this.#kept.clear()
  }

  #keep(person: PersonId, kept: Kept): void {
    this.#kept.delete(person)
    this.#kept.set(person, kept)
    if (this.#kept.size <= this.#most) return
    for (const first of this.#kept.keys()) return void this.#kept.delete(first)
  }
}
