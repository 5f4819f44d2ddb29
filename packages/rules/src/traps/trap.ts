/**
 * Error traps: what is wrong, or very unlikely, about numbers that were extracted. A trap warns with a reason that can be
 * checked with the report at hand; it never refuses anything, because what is unlikely may still be what the report says.
 *
 * Each is one file beside this one and one line in `index.ts`, with an example that fires and one that is silent
 * (`testing/examples.ts`) that run as tests. Traps compare with the rounding of the printed digits on their side: of two
 * numbers that could be the same before they were rounded, none says that they differ.
 */
export type Trap<Details extends TrapDetails = TrapDetails, Id extends string = string> = {
  readonly id: Id
  /** The warning as people read it, with the numbers. */
  readonly sentence: (details: Details) => string
  /** Where it comes from. */
  readonly source: string
  readonly check: (study: TrapStudy) => readonly Finding<Details>[]
}

export type TrapDetails = Readonly<Record<string, string | number>>

export type Finding<Details extends TrapDetails = TrapDetails> = {
  /** Where it is shown. */
  readonly cell: string
  /** All that it is about, `cell` among them. */
  readonly cells: readonly string[]
  readonly details: Details
}

/** What is measured decides which numbers a result has. */
export type TrapMeasure = 'dichotomous' | 'continuous' | 'time-to-event' | 'rate' | 'ordinal' | 'effect'

/** A number that somebody gave, and where. */
export type Given = {
  readonly cell: string
  /** In the canonical unit of its field. */
  readonly value: number
  /** How far the true value may be from it, in the same unit: half of the last printed digit; 0 for counts. */
  readonly within: number
  /** As it is shown: "12.50 days". */
  readonly printed: string
}

/** What is not given is absent. */
export type Givens<Field extends string> = Readonly<Partial<Record<Field, Given>>>

export type ResultField =
  | 'n'
  | 'events'
  | 'percent'
  | 'mean'
  | 'sd'
  | 'se'
  | 'ci-low'
  | 'ci-high'
  | 'level'
  | 'median'
  | 'q1'
  | 'q3'
  | 'minimum'
  | 'maximum'

/** `se` is that of the logarithm where the effect is a ratio. `level`: 95 and 0.95 are the same; absent, it is 95 %. */
export type ContrastField = 'estimate' | 'ci-low' | 'ci-high' | 'level' | 'se' | 'p'

/** Ratios are compared on the logarithmic scale, differences as they are; null where the kind of effect is not known. */
export type EffectKind = 'ratio' | 'difference' | 'standardised-difference' | null

/** Everything that traps look at: one study, with what is known of the same instruments from the others. */
export type TrapStudy = {
  readonly arms: readonly TrapArm[]
  readonly outcomes: readonly TrapOutcome[]
  readonly totalRandomised: Given | null
  readonly dates: readonly TrapDate[]
  readonly results: readonly TrapResult[]
  readonly contrasts: readonly TrapContrast[]
}

export type TrapArm = {
  readonly id: string
  readonly label: string
  readonly randomised: Given | null
  readonly analysed: Given | null
}

export type TrapOutcome = {
  readonly id: string
  readonly label: string
  readonly measure: TrapMeasure
  /** The ends of its scale, whichever is better. */
  readonly low: Given | null
  readonly high: Given | null
  readonly unit: { readonly cell: string; readonly label: string } | null
  /** The same outcome, with the same instrument, in other studies of the review. */
  readonly elsewhere: readonly {
    readonly study: string
    readonly unit: string | null
    readonly sds: readonly number[]
  }[]
}

export type TrapDate = {
  readonly cell: string
  readonly label: string
  /** A partial date as of the field type `date`. */
  readonly value: string
  /** One with a lower order is not later; null where nothing is expected. */
  readonly order: number | null
}

type Occasion = { readonly outcome: string; readonly timepoint: string }

export type TrapResult = Occasion & {
  readonly arm: string
  /** Whether the numbers are of the measurements or of their changes since the beginning. */
  readonly of: 'final' | 'change'
  readonly given: Givens<ResultField>
  /** Of ordinal outcomes: people by category. */
  readonly counts: { readonly cell: string; readonly values: readonly number[] } | null
}

export type TrapContrast = Occasion & {
  readonly arm: string
  readonly comparator: string
  readonly effect: EffectKind
  readonly given: Givens<ContrastField>
}
