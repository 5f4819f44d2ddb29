/**
 * A rule of the method: an id, one sentence that people read when it refuses something, the source it comes from, and
 * the check. Each has an allowed and a refused example (`testing/rule-examples.ts`) that run as tests.
 */
import type { Decidable } from '../commands.ts'
import type { DecisionContext, DenialDetails } from '../decision.ts'
import type { Question } from '../forms/questions.ts'
import type { Assessment, DocumentKind, Person, ReviewView, Role } from '../review.ts'

type RuleText = {
  /** One sentence, shown as the reason of a refusal. */
  readonly sentence: string
  /** Where the rule comes from: a published standard, or a decision of the architecture. */
  readonly source: string
}

/** What a command rule looks at. */
export type Situation = {
  readonly view: ReviewView
  readonly actor: Person | null
  readonly command: Decidable
  readonly context: DecisionContext
  /** The assessment that the command names or, for `assign`, the current one of its study in its stage. */
  readonly assessment: Assessment | null
}

/** Whom a rule about people lets pass. */
export type Allows = {
  readonly roles: readonly Role[]
  /** Others pass where it is about their own assignment, or about themselves. */
  readonly besides?: 'assigned' | 'oneself'
}

export type CommandRule<Id extends string = string> = RuleText & {
  readonly id: Id
  /** Only of rules that ask who: the table of rights is made from it. */
  readonly allows?: Allows
  /** Null if the rule has nothing against it, else what is missing. */
  readonly check: (situation: Situation) => DenialDetails | null
}

/** One touched place of a document, as the dry run resolved it. `value` is undefined where something is deleted. */
export type Edit =
  | { readonly target: 'field'; readonly key: string; readonly value: unknown }
  | { readonly target: 'text'; readonly name: string; readonly length: number }

export type EditSituation = {
  /** What the form of the document asks by this name; null if nothing. */
  readonly questionOf: (item: string) => Question | null
  readonly kind: DocumentKind
  readonly edit: Edit
}

export type EditRule<Id extends string = string> = RuleText & {
  readonly id: Id
  readonly check: (situation: EditSituation) => DenialDetails | null
}

export const NOTHING: DenialDetails = {}
