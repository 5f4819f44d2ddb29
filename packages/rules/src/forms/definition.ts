/**
 * A form of data extraction as data: sections of fields. One interpreter reads every form, as one reads every instrument.
 *
 * Answers belong to ids. A section that is filled in more than once stands at one row per funding source, arm, outcome or
 * result, and its answers at `<section>/<row>/<field>`; see `cells.ts`. Field ids are never used again: a field of another
 * type is another field, a dropped one is marked `retired` and stays readable and writable.
 */
import type { FieldSettings } from '../fields/index.ts'
import type { Condition } from '../instruments/definition.ts'

export type ExtractionForm = {
  /**
   * - `structure`: what is agreed of a study before its results are extracted. There is one such form.
   * - `definition`: with which forms are built. There is one, and no plan names it.
   */
  readonly kind: 'extraction' | 'structure' | 'definition'
  readonly id: string
  readonly version: number
  readonly title: string
  readonly shortTitle: string
  readonly cites: readonly string[]
  readonly sections: readonly Section[]
}

/**
 * How often a section is filled in.
 *
 * - `study`: once
 * - `row`: as often as whoever fills it in says, e.g. once for each funding source
 * - the others follow from the study's structure; `result` is an arm at a timepoint of an outcome, `contrast` one arm
 *   against another there
 */
export const REPEATS = ['study', 'row', 'arm', 'outcome', 'timepoint', 'result', 'contrast'] as const
export type Repeats = (typeof REPEATS)[number]

export type Section = {
  readonly id: string
  readonly title: string
  readonly help: string
  readonly per: Repeats
  /** Of rows: the field by which the rows of two people are told to be the same, and which names a row. */
  readonly key?: string
  /** Of rows: at least one. */
  readonly required?: true
  readonly fields: readonly Field[]
  readonly retired?: true
}

export type Field = {
  readonly id: string
  readonly label: string
  readonly help: string
  readonly required: boolean
  readonly settings: FieldSettings
  /** Asked only when this holds of fields of the same row, or of the study. Absent: always asked. */
  readonly when?: Condition
  /** Of results: for which kinds of outcome it is asked. Absent: for all. */
  readonly measures?: readonly Measure[]
  readonly retired?: true
}

/** How people read it: "Filled in ... ". */
export const REPEATS_WORDS: Readonly<Record<Repeats, string>> = {
  study: 'once for each study',
  row: 'once for each row that somebody adds',
  arm: 'once for each arm',
  outcome: 'once for each outcome',
  timepoint: 'once for each timepoint',
  result: 'once for each result of an arm',
  contrast: 'once for each comparison of two arms',
}

/** What is measured decides which numbers a result has. */
export const MEASURES = ['dichotomous', 'continuous', 'time-to-event', 'rate', 'ordinal', 'effect'] as const
export type Measure = (typeof MEASURES)[number]

export const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  dichotomous: 'Dichotomous',
  continuous: 'Continuous',
  'time-to-event': 'Time to event',
  rate: 'Rate',
  ordinal: 'Ordinal',
  effect: 'Effect alone',
}
