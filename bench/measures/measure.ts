import type { GroundName } from '../grounds.ts'
import type { ServerName } from '../servers/server.ts'
import type { Stage } from '../stage.ts'

export type Figures = Readonly<Record<string, number>>

/** One thing that is measured, of every server alike where it is nothing that ours alone has. */
export type Measure = {
  readonly name: string
  readonly title: string
  /** Whom it is about; all if absent. */
  readonly servers?: readonly ServerName[]
  /** What our server is started on; `rooms` if absent. */
  readonly ground?: GroundName
  /** What is printed of it, in this order. */
  readonly figures: readonly Figure[]
  readonly run: (stage: Stage) => Promise<Figures>
}

export type Figure = { readonly key: string; readonly label: string; readonly unit: string }
