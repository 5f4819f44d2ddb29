/** A consensus as one person sees it: what differs, what is open, what was taken from whom, and where they are. */
import {
  agreedAnswers,
  answerKey,
  bandOf,
  countedAnswers,
  differencesBetween,
  fieldKey,
  isReachable,
  itemsOf,
  optionOf,
  reachabilityOf,
  scoreOf,
  sourcesOf,
  type Answers,
  type ChosenOptions,
  type Instrument,
  type Item,
  type PersonId,
  type PlainDocument,
  type Rating,
  type Source,
} from '@tandem/rules'
import type { Candidate, LiveDocument } from '#lib/live/live-document.svelte.ts'
import { askedItems, liveAnswers, nextAfter } from './answers.ts'

/** One reviewer's revealed draft: the answers that count. `document` is null until it has been opened. */
export type Side = {
  readonly reviewer: PersonId
  readonly answers: ChosenOptions
  readonly document: PlainDocument | null
}

/** How an item stands in the agreed answers. */
export type Standing = 'agreed' | 'open' | 'left-empty' | 'not-asked' | 'not-asked-yet'

export class ConsensusTable {
  readonly live: LiveDocument
  readonly instrument: Instrument
  /** By reviewer, the answers that count. */
  readonly ratings: readonly { readonly reviewer: PersonId; readonly answers: ChosenOptions }[]
  /** Items whose ratings differ. */
  readonly differences: readonly string[]
  /** How many items all ratings agree on. */
  readonly equal: number
  #current = $state<string | null>(null)
  /** Whether every item is listed, also those that are settled since the reveal. */
  isWhole = $state(false)
  readonly #written: Answers = $derived.by(() => liveAnswers(this.live, this.instrument))
  /** The agreed answers that count. */
  readonly answers: ChosenOptions = $derived.by(() => countedAnswers(this.instrument, this.#written))
  readonly score = $derived.by(() => scoreOf(this.instrument, this.answers))
  readonly candidates: readonly Candidate[] = $derived.by(() => this.live.candidates())
  readonly #reachability = $derived.by(() => reachabilityOf(this.instrument, this.answers))

  constructor(live: LiveDocument, instrument: Instrument, ratings: readonly Rating[], start: string | null) {
    this.live = live
    this.instrument = instrument
    this.ratings = ratings.map(({ reviewer, answers }) => ({ reviewer, answers: countedAnswers(instrument, answers) }))
    const answers = ratings.map((rating) => rating.answers)
    this.differences = differencesBetween(instrument, answers)
    this.equal = Object.keys(agreedAnswers(instrument, answers)).length
    this.#current = start
  }

  /** Every item that is asked by the agreed answers or by a reviewer's. */
  readonly items: readonly Item[] = $derived.by(() => {
    const all = [this.answers, ...this.ratings.map((rating) => rating.answers)]
    const asked = new Set(all.flatMap((answers) => askedItems(this.instrument, answers)))
    return itemsOf(this.instrument).filter((item) => asked.has(item) || this.#hasCandidates(item.id))
  })

  /** What the rule that lets people sign calls open. */
  get open(): readonly string[] {
    return this.score.open
  }

  /** Items that need people: open, or with a candidate beside the agreed value. */
  readonly unsettled: readonly string[] = $derived.by(() =>
    this.items.map((item) => item.id).filter((id) => this.open.includes(id) || this.#hasCandidates(id)),
  )

  /** The short list: what differed, and whatever else needs people, e.g. an item that no reviewer was asked. */
  readonly rows: readonly Item[] = $derived.by(() =>
    this.items.filter((item) => this.differences.includes(item.id) || this.unsettled.includes(item.id)),
  )

  /** The rows on screen. */
  readonly shown: readonly Item[] = $derived.by(() => (this.isWhole ? this.items : this.rows))

  get current(): Item | null {
    const wanted = this.#current ?? this.unsettled[0] ?? this.rows[0]?.id
    return this.items.find((item) => item.id === wanted) ?? null
  }

  get isReadOnly(): boolean {
    return this.live.mode === 'read'
  }

  isAsked(item: Item): boolean {
    return isReachable(item, this.answers)
  }

  standingOf(item: Item): Standing {
    if (this.answers[item.id] !== undefined) return 'agreed'
    if (this.isAsked(item)) return this.open.includes(item.id) ? 'open' : 'left-empty'
    return this.#reachability.get(item.id) === 'not-asked' ? 'not-asked' : 'not-asked-yet'
  }

  /** Whether an answer to this item can be agreed on now: it is asked, and no candidate waits beside the value. */
  mayChoose(item: Item): boolean {
    return !this.isReadOnly && this.isAsked(item) && this.candidatesOf(item.id, 'answer').length === 0
  }

  goTo(item: string | null): void {
    if (item === null) return
    if (!this.rows.some((row) => row.id === item)) this.isWhole = true
    this.#current = item
  }

  hold(): void {
    this.#current ??= this.current?.id ?? null
  }

  step(by: 1 | -1): void {
    const at = this.shown.findIndex((item) => item.id === this.current?.id)
    this.goTo(this.shown[at + by]?.id ?? null)
  }

  /** @returns whether another item needs people. */
  nextUnsettled(): boolean {
    const here = this.current?.id ?? null
    const next = nextAfter(
      this.items,
      here,
      this.unsettled.filter((id) => id !== here),
    )
    this.goTo(next)
    return next !== null
  }

  /** Sets the agreed answer; candidates of this item are settled with it. */
  choose(item: string, option: string | null): void {
    this.live.setAll([[answerKey(item), option], ...this.#settled(item, 'answer')])
  }

  /** Leaves the value as it is; candidates of this item are settled. */
  keep(item: string, of: Candidate['of']): void {
    this.live.setAll(this.#settled(item, of))
  }

  /** The column of the person whose value this is; the letters A and B follow the columns. */
  sideOf(candidate: Candidate): 0 | 1 {
    return this.ratings[0]?.reviewer === candidate.person ? 0 : 1
  }

  take({ item, of, value }: Candidate): void {
    this.live.setAll([[fieldKey(item, of), value], ...this.#settled(item, of)])
  }

  candidatesOf(item: string, of: Candidate['of']): readonly Candidate[] {
    return this.candidates.filter((candidate) => candidate.of === of && candidate.item === item)
  }

  /** Whose value the agreed one is, where they differed; null where nobody's or everybody's. */
  tookFrom(item: string): readonly PersonId[] | null {
    const agreed = this.answers[item]
    if (agreed === undefined || !this.differences.includes(item)) return null
    return this.ratings.filter((rating) => rating.answers[item] === agreed).map((rating) => rating.reviewer)
  }

  /** What each option of an item would make of the total; options with the same outcome together. */
  effectsOf(item: Item): readonly Effect[] {
    const effects = new Map<string, readonly [labels: string[], band: string]>()
    for (const option of item.options) {
      // What was written behind a closed gate counts again once the gate opens.
      const { range } = scoreOf(this.instrument, { ...this.#written, [item.id]: option.id })
      const points = range.low === range.high ? String(range.low) : `${range.low} to ${range.high}`
      const effect = effects.get(points) ?? [[], bandsBetween(this.instrument, range)]
      effect[0].push(effect[0].length === 0 ? option.label : option.label.toLowerCase())
      effects.set(points, effect)
    }
    return [...effects].map(([points, [labels, band]]) => ({ options: labels.join(' or '), points, band }))
  }

  #hasCandidates(item: string): boolean {
    return this.candidates.some((candidate) => candidate.item === item)
  }

  #settled(item: string, of: Candidate['of']): readonly (readonly [key: string, value: null])[] {
    return this.candidatesOf(item, of).map((candidate) => [candidate.key, null])
  }
}

type Effect = { readonly options: string; readonly points: string; readonly band: string }

function bandsBetween(instrument: Instrument, { low, high }: { readonly low: number; readonly high: number }): string {
  const labels = [low, high].flatMap((points) => bandOf(instrument, points)?.label.toLowerCase() ?? [])
  return [...new Set(labels)].join(' to ')
}

export const sideSources = (side: Side, item: string): readonly Source[] =>
  side.document ? sourcesOf(side.document, item) : []

/** What a reviewer answered, in a word. */
export function sideAnswer(side: Side, item: Item): string {
  const option = optionOf(item, side.answers[item.id])
  return option?.label ?? (isReachable(item, side.answers) ? 'no answer' : 'not asked')
}

export function sideScore(instrument: Instrument, side: Side): string {
  const score = scoreOf(instrument, side.answers)
  return `${score.points}${score.band ? ` ${score.band.label.toLowerCase()}` : ''}`
}

export const STANDING_WORDS: Readonly<Record<Exclude<Standing, 'agreed'>, string>> = {
  open: 'Decision needed',
  'left-empty': 'No answer',
  'not-asked': 'Not asked',
  'not-asked-yet': 'Not asked yet',
}
