/** What a decision needs beside the view, and what it gives. Time, ids and hashing come in: `rules` has none. */
import type { AskedPlan } from './commands.ts'
import type { PlainDocument } from './content/index.ts'
import type { ReviewEvent } from './events.ts'
import type { FormIdentity } from './forms/building/form-in.ts'
import type { ExtractionForm } from './forms/definition.ts'
import type { Result } from './result.ts'
import type { DocumentId, FormVersion, Hash, Instant } from './review.ts'
import type { RuleId } from './rulebook/index.ts'

export type DecisionContext = {
  readonly at: Instant
  /** A new random id; called once per id. */
  readonly newId: () => string
  /** SHA-256 of the canonical JSON of the document. */
  readonly hashOf: (document: PlainDocument) => Hash
  /** The forms that a plan may name, by their id. */
  readonly forms: Readonly<Record<string, ChoosableForm>>
  readonly building: Building
  /** The contents of the documents that the command is about, read after pending edits were written. */
  readonly documents: Readonly<Record<DocumentId, PlainDocument>>
}

/**
 * How a form is made from what stands in its document. It comes in because the field types come with it: pages on which
 * nobody builds a form do without them. See `forms/building`.
 */
export type Building = {
  readonly formIn: (document: PlainDocument, identity: FormIdentity, earlier: ExtractionForm | null) => ExtractionForm
  /** What is wrong with it, in sentences. */
  readonly faultsOf: (form: ExtractionForm, earlier: ExtractionForm | null) => readonly string[]
  readonly versionOf: (form: ExtractionForm) => FormVersion
}

/** With what the rules for plans ask of it: the definition itself may not be known where they are asked. */
export type ChoosableForm = FormVersion & { readonly hangsOnStructure?: true }

/** Undefined where there is none such; names that every object has, e.g. "constructor", are none. */
export function formNamed({ forms }: Pick<DecisionContext, 'forms'>, instrument: string): ChoosableForm | undefined {
  return Object.hasOwn(forms, instrument) ? forms[instrument] : undefined
}

/** A plan that names others cannot even be read: it has no definitions. */
export function namesKnownForms({ stages }: AskedPlan, context: Pick<DecisionContext, 'forms'>): boolean {
  return stages.every(({ instrument }) => formNamed(context, instrument) !== undefined)
}

/**
 * A refusal: the rule that refused, never prose. The sentence is the rulebook's; `details` name what is missing, e.g.
 * the open items.
 */
export type Denial = { readonly rule: RuleId; readonly details: DenialDetails }

export type DenialDetails = Readonly<Record<string, string | number | readonly string[]>>

export type Decision = Result<readonly ReviewEvent[], Denial>
