/** What is said about the study on screen: which threads are shown, and the words that were begun and not sent. */
import { createContext } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { isResolved, type Anchor, type ItemPart, type Study, type Thread, type ThreadId } from '@tandem/rules'
import type { OpenReview } from '#lib/review/open-review.svelte.ts'

/** An item, or one of its fields; null: the study as such. */
export type Place = { readonly item: string; readonly part: ItemPart | null } | null

export class Discussion {
  readonly #review: OpenReview
  readonly #study: () => Study | undefined
  /** The instrument on screen. */
  readonly #form: () => string
  #place = $state.raw<Place>(null)
  #isOpen = $state(false)
  #sought = $state<ThreadId | null>(null)
  /** By what they are about. Kept while one looks at something else. */
  readonly #unsent = new Map<string, string>()
  readonly #sent = new SvelteMap<string, number>()

  constructor(review: OpenReview, study: () => Study | undefined, form: () => string) {
    this.#review = review
    this.#study = study
    this.#form = form
  }

  /** False where a form is tried without one. */
  get hasStudy(): boolean {
    return this.#study() !== undefined
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get place(): Place {
    return this.#place
  }

  /** The thread that a link leads to. */
  get sought(): ThreadId | null {
    return this.#sought
  }

  /** Of the study, the newest last. */
  get threads(): readonly Thread[] {
    const study = this.#study()
    return study ? this.#review.view.threads.filter(({ anchor }) => anchor.study === study.id) : []
  }

  /** Threads about this item or its fields that are not resolved, as far as one may see them. */
  openAt(item: string): number {
    return this.threads.filter((thread) => this.isAbout(thread, item) && !isResolved(thread)).length
  }

  /** Whether it is about this item of the instrument on screen: others may have an item of the same id. */
  isAbout({ anchor }: Thread, item: string): boolean {
    return anchor.item === item && anchor.form === this.#form()
  }

  get openCount(): number {
    return this.threads.filter((thread) => !isResolved(thread)).length
  }

  /** What a thread that is begun here is about. @throws Error where no study is on screen. */
  anchorOf(place: Place): Anchor {
    const study = this.#study()
    if (!study) throw new Error('there is no study on screen')
    return place === null
      ? { study: study.id, form: null, item: null, part: null }
      : { study: study.id, form: this.#form(), ...place }
  }

  readonly show = (place: Place): void => {
    this.#place = place
    this.#sought = null
    this.#isOpen = true
  }

  readonly seek = (thread: ThreadId): void => {
    const anchor = this.threads.find(({ id }) => id === thread)?.anchor
    const isHere = anchor?.item != null && anchor.form === this.#form()
    this.show(isHere && anchor.item !== null ? { item: anchor.item, part: null } : null)
    this.#sought = thread
  }

  readonly close = (): void => {
    this.#isOpen = false
  }

  unsentAbout(what: string): string {
    return this.#unsent.get(what) ?? ''
  }

  keepUnsent(what: string, text: string): void {
    if (text === '') this.#unsent.delete(what)
    else this.#unsent.set(what, text)
  }

  /** How often something was sent about it from here: the field for the next comment begins empty. */
  countSent(what: string): number {
    return this.#sent.get(what) ?? 0
  }

  sent(what: string): void {
    this.#unsent.delete(what)
    this.#sent.set(what, this.countSent(what) + 1)
  }
}

/** Set by the page of a study. */
export const [getDiscussion, setDiscussion] = createContext<Discussion>()
