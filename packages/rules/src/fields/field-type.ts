/**
 * What a field type is. Each is one file beside this one and one line in `index.ts`; the client adds an editor for it in
 * `web/src/lib/fields`. Nothing else knows a type by name: the gate, comparison, tables and files ask the type.
 *
 * `settingsFaults` is asked before anything else is; all but `fits` and `parse` are only ever given values that fit.
 *
 * Laws, run over the whole catalogue by `laws.test.ts`:
 *
 *   what `parse` reads from what `show` wrote is the same value
 *   `isSame` is an equivalence, and equal JSON is the same value
 *   `merged` of two same values is the same as both, and equal JSON whichever comes first
 *   what `parse` reads, `fits`
 *   what fits is plain JSON
 */
import type { Json } from '../json.ts'

/** The settings of a field of this type, as they stand in a form; `type` is the type's id. */
export type Settings<Id extends string> = { readonly type: Id }

export type FieldType<S extends Settings<string>, V extends Json> = {
  readonly id: S['type']
  /** As people who build a form read it: "Number with unit". */
  readonly title: string
  /** One sentence for the palette of the form builder. */
  readonly purpose: string
  /** Only in the forms with which forms are built: the palette does not offer it. */
  readonly isForBuilders?: true
  /** What a new field of this type begins with. */
  readonly fresh: S
  /** What is asked of whoever builds a form, setting by setting; the others keep what `fresh` says. */
  readonly asks?: readonly SettingQuestion[]
  /** What is wrong with the settings, in sentences; empty if nothing is. */
  readonly settingsFaults: (settings: S) => readonly string[]
  /** Whether the gate takes the value. Types, options and sizes are refused here; what is only unlikely never is. */
  readonly fits: (settings: S, value: unknown) => value is V
  /** The value as one text: in a cell of a table, in a file, for a screen reader. */
  readonly show: (settings: S, value: V) => string
  /** The value that somebody typed or pasted; null for an empty text. */
  readonly parse: (settings: S, text: string) => Parsed<V>
  /** Whether two people gave the same answer: numbers after conversion, texts without case and space, sets as sets. */
  readonly isSame: (settings: S, a: V, b: V) => boolean
  /** Which of two same values a consensus begins with. The order of the two does not matter. */
  readonly merged: (settings: S, a: V, b: V) => V
  /** What is unlikely about a value, as a sentence, or null: a warning beside it, never a refusal. */
  readonly doubt?: (settings: S, value: V) => string | null
  /**
   * Values for the tests of the laws: at least three that differ and, where a value can be written in more than one way,
   * two that differ as JSON and are the same.
   */
  readonly examples: readonly { readonly settings: S; readonly values: readonly V[] }[]
}

/** One setting as a field of the form with which forms are built: see `forms/building`. */
export type SettingQuestion = {
  readonly setting: string
  /** Of the question, where it cannot be that of the setting: another question of each field has it. */
  readonly id?: string
  readonly label: string
  readonly help: string
  /** The type in which the setting is answered, by its settings. A number answers with its amount alone. */
  readonly answered: Settings<string>
}

export type Parsed<V extends Json> =
  | { readonly ok: true; readonly value: V | null }
  /** `reason`: one sentence that says what the field takes. */
  | { readonly ok: false; readonly reason: string }

export const parsed = <V extends Json>(value: V | null): Parsed<V> => ({ ok: true, value })
export const unreadable = (reason: string): Parsed<never> => ({ ok: false, reason })
