import type { Stage } from '../stage.ts'

export type Figures = Readonly<Record<string, number>>

/** One thing that is measured, of every server alike. */
export type Measure = {
  readonly name: string
  readonly title: string
  /** What is printed of it, in this order. */
  readonly figures: readonly Figure[]
  readonly run: (stage: Stage) => Promise<Figures>
}

export type Figure = { readonly key: string; readonly label: string; readonly unit: string }
