/** The forms that a review builds itself: which versions there are, and what the next one would be. */
import type { PlainDocument } from './content/index.ts'
import type { Building, ChoosableForm } from './decision.ts'
import type { ExtractionForm } from './forms/definition.ts'
import { isInstrument, type Form } from './forms/form.ts'
import { needsStructure } from './forms/structure.ts'
import type { Assessment, FormVersion, OwnForm, ReviewView } from './review.ts'
import { isSettled } from './states.ts'

export const MAX_OWN_FORMS = 50
/** Of one form. Each stays in every member's view. */
export const MAX_VERSIONS = 100

export const ownFormOf = ({ ownForms }: Pick<ReviewView, 'ownForms'>, id: string): OwnForm | undefined =>
  ownForms.find((own) => own.id === id)

/** The version that the next one follows on; null before the first. */
export const lastVersionOf = ({ versions, goesOnFrom }: OwnForm): FormVersion | null =>
  versions.at(-1)?.form ?? goesOnFrom

/** With what it would keep of the version before, which is null for the first one. */
export type NextForm = { readonly form: ExtractionForm; readonly earlier: ExtractionForm | null }

/** What stands in the document of a form as the version that would be published now. */
export function nextForm(
  view: Pick<ReviewView, 'forms'>,
  own: OwnForm,
  content: PlainDocument,
  { formIn }: Pick<Building, 'formIn'>,
): NextForm {
  const last = lastVersionOf(own)
  const earlier = last && definitionOf(view, last)
  const identity = { id: own.id, version: (last?.version ?? 0) + 1 }
  return { form: formIn(content, identity, earlier), earlier }
}

/** @throws Error where the view holds none, or where it is an instrument: neither is ever adapted. */
function definitionOf({ forms }: Pick<ReviewView, 'forms'>, { hash, id }: FormVersion): ExtractionForm {
  const form = forms[hash]
  if (form === undefined || isInstrument(form)) throw new Error(`${id} is no form that could be built upon`)
  return form
}

/**
 * Rounds that go on with a new version of their form: current ones in which nobody has submitted yet. Who has submitted
 * answered what was asked then, and all drafts of a round are of one version.
 */
export function adoptersOf({ assessments }: Pick<ReviewView, 'assessments'>, form: string): readonly Assessment[] {
  return assessments.filter(
    (one) =>
      one.form.id === form &&
      one.isCurrent &&
      one.revealed === null &&
      !isSettled(one.state) &&
      one.slots.every(({ submittedAt }) => submittedAt === null),
  )
}

/**
 * What a plan of this review may name beside the built-in forms, by id, and instead of those: its own forms, and each form
 * that it plans with already, in the version that it plans with. A newer Tandem may know a later one of the same id.
 */
export function choosableIn({ review, ownForms, forms }: ReviewView): Readonly<Record<string, ChoosableForm>> {
  const planned = review.stages.map(({ form }) => choosable(form, forms[form.hash]))
  const own = ownForms
    .flatMap(({ versions }) => versions.at(-1) ?? [])
    .map(({ form, hangsOnStructure }) => hanging(form, hangsOnStructure))
  return Object.fromEntries([...planned, ...own].map((form) => [form.id, form]))
}

/** The kind as the definition says it: reviews of the time before stages were kept name their first form without. */
function choosable(version: FormVersion, form: Form | undefined): ChoosableForm {
  if (form === undefined || isInstrument(form) || form.kind === 'definition') return version
  return hanging({ ...version, kind: form.kind }, form.kind === 'extraction' && needsStructure(form))
}

const hanging = (form: FormVersion, hangsOnStructure: boolean): ChoosableForm =>
  hangsOnStructure ? { ...form, hangsOnStructure } : form
