/**
 * An instrument as data: items in domains, options with points, conditions that decide which items are asked, and
 * bands of the total. One interpreter (`score.ts`) reads every instrument; no other code knows one by name.
 *
 * Answers belong to item ids, never to positions, and ids are never used again for another question: a changed
 * question is a new id, a dropped one is marked `retired` and stays writable, so that an old browser's offline work
 * is not refused whole because of one field.
 */
import type { Json } from '../json.ts'

export type Instrument = {
  /** Kebab-case, the same in every version. */
  readonly id: string
  readonly version: number
  readonly title: string
  /** For narrow places, e.g. a breadcrumb. */
  readonly shortTitle: string
  /** What one assessment is about. */
  readonly target: 'study'
  /** The publications that the instrument and its bands come from. */
  readonly cites: readonly string[]
  readonly domains: readonly Domain[]
  /** Bands of the total, lowest first. They cover 0 to the maximum without gap or overlap; empty if there are none. */
  readonly bands: readonly Band[]
}

export type Domain = {
  readonly id: string
  readonly title: string
  /** For narrow places, e.g. a column group of the matrix. */
  readonly shortTitle: string
  readonly items: readonly Item[]
}

export type Item = {
  readonly id: string
  /** As printed in the instrument: "17", "2.3". Shown, never computed with. */
  readonly number: string
  /** Our own short paraphrase, never the official wording. */
  readonly text: string
  readonly help: string
  readonly options: readonly Option[]
  readonly required: boolean
  /** Asked only when this holds. Absent: always asked. */
  readonly when?: Condition
  readonly retired?: true
}

export type Option = {
  readonly id: string
  readonly label: string
  /** For a narrow button. */
  readonly shortLabel: string
  /** The key that chooses it while the item has focus: one lower-case letter or digit. */
  readonly key: string
  readonly points: number
  /** Shape and colour of the disc; never an approval. */
  readonly tone: Tone
  /** False for "not applicable": the item then leaves the denominator. "Unable to determine" stays in it with 0. */
  readonly counts: boolean
}

export const TONES = ['good', 'some', 'bad', 'worst', 'none'] as const
export type Tone = (typeof TONES)[number]

export type Band = { readonly id: string; readonly label: string; readonly from: number; readonly to: number }

export type Condition =
  | { readonly item: string; readonly in: readonly string[] }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }

/**
 * Answers by the id of what they answer: of an instrument, option ids by item id. One without an entry is unanswered, which
 * is not the same as "unable to determine".
 */
export type Answers = Readonly<Record<string, Json>>

/** The answers that count: each an option of its item. */
export type ChosenOptions = Readonly<Record<string, string>>
