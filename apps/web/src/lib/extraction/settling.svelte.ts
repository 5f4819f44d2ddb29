/** The consensus of an extraction as one person sees it: what the drafts say, what differs, what was taken from whom. */
import {
  aligned,
  canonicalJson,
  comparisonOf,
  fieldKey,
  isSameAnswer,
  noteOf,
  sourcesOf,
  type Answer,
  type Cell,
  type Comparison,
  type Json,
  type PersonId,
  type PlainDocument,
  type Source,
  type Warning,
} from '@tandem/rules'
import type { LiveDocument } from '#lib/live/live-document.svelte.ts'
import type { Sheet } from './calculator/sheet.ts'
import { statusOfText, type Extraction } from './extraction.svelte.ts'
import { nextIn } from './outline.ts'

/** One reviewer's revealed draft, its rows under the ids that the consensus has. */
export type Side = { readonly reviewer: PersonId; readonly document: PlainDocument }

/** A warning that somebody looked at and let stand. */
export type LetStand = { readonly warning: Warning; readonly reason: string }

type Change = readonly [key: string, value: Json]

export class Settling {
  readonly extraction: Extraction
  readonly #drafts: readonly { readonly reviewer: PersonId; readonly draft: LiveDocument }[]
  /** Whether every cell is listed, also those that all said alike. */
  isWhole = $state(false)
  /** Fixed since the reveal; empty until all are here. */
  readonly sides: readonly Side[] = $derived.by(() => this.#alignedSides())
  readonly comparison: Comparison = $derived.by(() =>
    comparisonOf(
      this.extraction.form,
      this.sides.map(({ document }) => document),
      this.extraction.ground.structure,
    ),
  )
  readonly #warnings = $derived.by(() => this.sides.map(({ document }) => this.extraction.warningsIn(document)))
  readonly #compared = $derived.by(() => new Map(this.comparison.cells.map((one) => [one.cell.id, one])))

  constructor(
    extraction: Extraction,
    drafts: readonly { readonly reviewer: PersonId; readonly draft: LiveDocument }[],
  ) {
    this.extraction = extraction
    this.#drafts = drafts
  }

  get isLoaded(): boolean {
    return this.extraction.live.isLoaded && this.#drafts.every(({ draft }) => draft.isLoaded)
  }

  get isReadOnly(): boolean {
    return this.extraction.live.mode === 'read' || this.extraction.isPast
  }

  #alignedSides(): readonly Side[] {
    if (!this.#drafts.every(({ draft }) => draft.isLoaded)) return []
    const plain = this.#drafts.map(({ draft }) => draft.plainNow)
    return aligned(this.extraction.form, plain).flatMap((document, at) => {
      const reviewer = this.#drafts[at]?.reviewer
      return reviewer === undefined ? [] : [{ reviewer, document }]
    })
  }

  /** What needs people: open, a second value, or text that is no answer yet. */
  readonly unsettled: ReadonlySet<string> = $derived.by(
    () => new Set([...this.extraction.unsettled, ...this.extraction.live.candidates().map(({ item }) => item)]),
  )

  /** How many cells all said alike. */
  readonly equal: number = $derived.by(() => this.comparison.cells.filter(({ isSame }) => isSame).length)

  /** In the form's order, of those that are asked. */
  readonly all: readonly Cell[] = $derived.by(() => {
    const { order, cells } = this.extraction.outline
    return order.flatMap((item) => cells.get(item) ?? [])
  })

  /** What differed, and whatever else needs people. */
  readonly rows: readonly Cell[] = $derived.by(() => {
    const differing = new Set(this.comparison.differing)
    return this.all.filter(({ id }) => differing.has(id) || this.unsettled.has(id))
  })

  readonly shown: readonly Cell[] = $derived.by(() => (this.isWhole ? this.all : this.rows))

  get current(): Cell | null {
    const wanted = this.extraction.current ?? this.rows.find(({ id }) => this.unsettled.has(id))?.id ?? this.rows[0]?.id
    return this.shown.find(({ id }) => id === wanted) ?? null
  }

  /** What this reviewer answered; undefined where nothing. */
  answerOf(cell: Cell, side: number): Answer | undefined {
    return this.#compared.get(cell.id)?.answers[side]
  }

  /** The numbers of this reviewer's draft, for how they were calculated. */
  sheetOf(side: number): Sheet {
    const { form, ground } = this.extraction
    const fields = this.sides[side]?.document.fields ?? {}
    return { form, structure: ground.structure, answerAt: (cell) => (fields[cell] ?? null) as Answer | null }
  }

  isDifferent({ id }: Cell): boolean {
    return this.#compared.get(id)?.isSame === false
  }

  /** Whether the agreed answer is this reviewer's, where they differed. */
  isTaken(cell: Cell, side: number): boolean {
    const agreed = this.extraction.answerOf(cell)
    const own = this.answerOf(cell, side)
    return agreed !== null && own !== undefined && this.isDifferent(cell) && isSameAnswer(cell.field, agreed, own)
  }

  sourcesOf(cell: Cell, side: number): readonly Source[] {
    const document = this.sides[side]?.document
    return document ? sourcesOf(document, cell.id) : []
  }

  noteOf(cell: Cell, side: number): string {
    const document = this.sides[side]?.document
    return document ? noteOf(document, cell.id) : ''
  }

  /** What this reviewer let stand about the answer, and why. Reasons about earlier numbers are none. */
  letStandAt({ id }: Cell, side: number): readonly LetStand[] {
    const reasons = this.sides[side]?.document.fields[fieldKey(id, 'accepted')] as Record<string, string> | undefined
    if (reasons === undefined) return []
    return (this.#warnings[side]?.get(id) ?? []).flatMap((warning) => {
      const reason = reasons[canonicalJson(warning)]
      return reason === undefined ? [] : [{ warning, reason }]
    })
  }

  /** Takes one's answer; second values of this answer are settled by that. */
  take(cell: Cell, side: number): void {
    const answer = this.answerOf(cell, side)
    if (answer) this.#takeAll([[cell, answer]])
  }

  /** Whatever is open and was answered there. @returns how many. */
  takeAllOpen(side: number): number {
    const taken = this.rows.flatMap((cell): readonly (readonly [Cell, Answer])[] => {
      const answer = this.answerOf(cell, side)
      return answer && this.extraction.answerOf(cell) === null ? [[cell, answer]] : []
    })
    this.#takeAll(taken)
    return taken.length
  }

  #takeAll(taken: readonly (readonly [Cell, Answer])[]): void {
    const changes = taken.flatMap(([cell, answer]): readonly Change[] => [
      ...this.extraction.answered(
        cell.id,
        this.extraction.isTypedTogether(cell) ? statusOfText(answer) : (answer as unknown as Json),
      ),
      ...this.extraction
        .candidatesAt(cell.id)
        .flatMap(({ of, key }): readonly Change[] => (of === 'answer' ? [[key, null]] : [])),
    ])
    const texts = taken.flatMap(([cell, { value }]) =>
      this.extraction.isTypedTogether(cell) ? [[cell.id, typeof value === 'string' ? value : ''] as const] : [],
    )
    for (const [cell] of taken) this.extraction.setUnread(cell.id, null)
    this.extraction.live.setAll(changes, texts)
  }

  goTo(cell: Cell | undefined): void {
    if (!cell) return
    if (!this.rows.includes(cell)) this.isWhole = true
    this.extraction.moveTo(cell.id)
  }

  step(by: 1 | -1): void {
    this.goTo(this.shown[this.shown.findIndex(({ id }) => id === this.current?.id) + by])
  }

  /** @returns whether another cell needs people. */
  nextUnsettled(): boolean {
    this.extraction.refresh()
    const others = new Set([...this.unsettled].filter((id) => id !== this.current?.id))
    const next = nextIn(this.extraction.outline.order, this.current?.id ?? null, others)
    this.goTo(this.all.find(({ id }) => id === next))
    return next !== null
  }
}
