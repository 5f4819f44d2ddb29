/** A consensus as one person sees it: what differs, what is open, what was taken from whom, and where they are. */
import {
  bandOf,
  differencesBetween,
  scoreOf,
  sourcesOf,
  type Answers,
  type Instrument,
  type Item,
  type PersonId,
  type PlainDocument,
  type Rating as Revealed,
  type Source,
} from '@tandem/rules'
import type { Candidate, LiveDocument } from '#lib/live/live-document.svelte.ts'
import { askedItems, liveAnswers, nextAfter } from './answers.ts'

/** One rater's revealed draft. `document` is null until it has been opened. */
export type Side = { readonly reviewer: PersonId; readonly answers: Answers; readonly document: PlainDocument | null }

export class ConsensusTable {
  readonly live: LiveDocument
  readonly instrument: Instrument
  readonly #ratings: readonly Revealed[]
  #current = $state<string | null>(null)
  readonly answers: Answers = $derived.by(() => liveAnswers(this.live, this.instrument))
  readonly candidates: readonly Candidate[] = $derived.by(() => this.live.candidates())
  readonly score = $derived.by(() => scoreOf(this.instrument, this.answers))
  readonly differences: readonly string[]

  constructor(live: LiveDocument, instrument: Instrument, ratings: readonly Revealed[], start: string | null) {
    this.live = live
    this.instrument = instrument
    this.#ratings = ratings
    this.differences = differencesBetween(
      instrument,
      ratings.map((rating) => rating.answers),
    )
    this.#current = start
  }

  /** Every item that is asked by the agreed answers or by a rater's. */
  readonly items: readonly Item[] = $derived.by(() => {
    const asked = new Set(
      [this.answers, ...this.#ratings.map((rating) => rating.answers)].flatMap((answers) =>
        askedItems(this.instrument, answers),
      ),
    )
    return this.instrument.domains.flatMap((domain) => domain.items).filter((item) => asked.has(item))
  })

  /** Items that need people: no agreed answer where one is required, or a second value beside it. */
  readonly open: readonly string[] = $derived.by(() => {
    const withCandidates = this.candidates.flatMap((candidate) => candidate.key.split('/')[0] ?? [])
    const missing = [...this.score.open, ...this.differences.filter((item) => this.answers[item] === undefined)]
    return this.items.map((item) => item.id).filter((id) => missing.includes(id) || withCandidates.includes(id))
  })

  /** Rows of the short list: what differed, and whatever else is open. */
  readonly rows: readonly Item[] = $derived.by(() =>
    this.items.filter((item) => this.differences.includes(item.id) || this.open.includes(item.id)),
  )

  get current(): Item | null {
    const wanted = this.#current ?? this.open[0] ?? this.rows[0]?.id
    return this.items.find((item) => item.id === wanted) ?? null
  }

  get isReadOnly(): boolean {
    return this.live.mode === 'read'
  }

  goTo(item: string | null): void {
    if (item !== null) this.#current = item
  }

  hold(): void {
    this.#current ??= this.current?.id ?? null
  }

  /** @param among the rows on screen. */
  step(by: 1 | -1, among: readonly Item[]): void {
    const at = among.findIndex((item) => item.id === this.current?.id)
    this.goTo(among[at + by]?.id ?? null)
  }

  nextOpen(): boolean {
    const next = nextAfter(
      this.items,
      this.current?.id ?? null,
      this.open.filter((id) => id !== this.current?.id),
    )
    this.goTo(next)
    return next !== null
  }

  /** Sets the agreed answer; second values of this item are settled with it. */
  choose(item: string, option: string | null): void {
    const settled = this.candidatesOf(item, 'answer').map((candidate) => [candidate.key, null] as const)
    this.live.setAll([[item, option], ...settled])
  }

  /** Leaves the value as it is; second values of this item are settled. */
  keep(item: string, of: Candidate['of']): void {
    this.live.setAll(this.candidatesOf(item, of).map((candidate) => [candidate.key, null] as const))
  }

  take(candidate: Candidate): void {
    const item = candidate.key.split('/')[0] ?? ''
    const field = candidate.of === 'source' ? `${item}/source` : item
    this.live.setAll([
      [field, candidate.value],
      ...this.candidatesOf(item, candidate.of).map((other) => [other.key, null] as const),
    ])
  }

  candidatesOf(item: string, of: Candidate['of']): readonly Candidate[] {
    return this.candidates.filter((candidate) => candidate.of === of && candidate.key.startsWith(`${item}/`))
  }

  /** Whose value the agreed one is, where they differed; null where nobody's or everybody's. */
  tookFrom(item: string): readonly PersonId[] | null {
    const agreed = this.answers[item]
    if (agreed === undefined || !this.differences.includes(item)) return null
    return this.#ratings.filter((rating) => rating.answers[item] === agreed).map((rating) => rating.reviewer)
  }

  /** What each option of an item would make of the total; options with the same outcome together. */
  effectsOf(item: Item): readonly { readonly options: string; readonly points: string; readonly band: string }[] {
    const outcomes = new Map<string, { labels: string[]; points: string; band: string }>()
    for (const option of item.options) {
      const { range } = scoreOf(this.instrument, { ...this.answers, [item.id]: option.id })
      const points = range.low === range.high ? String(range.low) : `${range.low} to ${range.high}`
      const bands = [
        ...new Set([bandOf(this.instrument, range.low)?.label, bandOf(this.instrument, range.high)?.label]),
      ].filter((label) => label !== undefined)
      const outcome = outcomes.get(points) ?? {
        labels: [],
        points,
        band: bands.map((label) => label.toLowerCase()).join(' to '),
      }
      outcome.labels.push(outcome.labels.length === 0 ? option.label : option.label.toLowerCase())
      outcomes.set(points, outcome)
    }
    return [...outcomes.values()].map(({ labels, points, band }) => ({ options: labels.join(' or '), points, band }))
  }
}

export const sideSources = (side: Side, item: string): readonly Source[] =>
  side.document ? sourcesOf(side.document, item) : []

export function sideScore(instrument: Instrument, side: Side): string {
  const score = scoreOf(instrument, side.answers)
  return `${score.points}${score.band ? ` ${score.band.label.toLowerCase()}` : ''}`
}
