/** The versions of a form, as far as the review knows them, and how many studies were extracted with each. */
import {
  adoptersOf,
  formOf,
  isInstrument,
  type ExtractionForm,
  type FormVersion,
  type OwnForm,
  type PublishedForm,
  type ReviewView,
} from '@tandem/rules'

export type Version = {
  readonly form: FormVersion
  readonly definition: ExtractionForm
  /** Null for the one that the review found and made its own. */
  readonly published: PublishedForm | null
  /** The version before, where there is one. */
  readonly earlier: ExtractionForm | null
  readonly studies: number
}

/** The newest first. */
export function versionsOf(view: ReviewView, own: OwnForm): readonly Version[] {
  const found = own.goesOnFrom ? [{ form: own.goesOnFrom, published: null }] : []
  const all = [...found, ...own.versions.map((published) => ({ form: published.form, published }))]
  return all
    .map(({ form, published }, at) => {
      const before = all[at - 1]
      return {
        form,
        published,
        definition: extractionForm(view, form),
        earlier: before ? extractionForm(view, before.form) : null,
        studies: studiesWith(view, form),
      }
    })
    .reverse()
}

/** @throws Error where it is an instrument: nobody builds one here. */
export function extractionForm(view: ReviewView, { hash, id }: FormVersion): ExtractionForm {
  const form = formOf(view, hash)
  if (isInstrument(form)) throw new Error(`${id} is an instrument`)
  return form
}

const studiesWith = (view: ReviewView, { hash }: FormVersion): number =>
  view.assessments.filter(({ form, isCurrent }) => isCurrent && form.hash === hash).length

/** What a new version does to the rounds that there are: open ones go on with it, the others stay with theirs. */
export function roundsAt(view: ReviewView, own: OwnForm) {
  const adopting = adoptersOf(view, own.id)
  const staying = view.assessments.filter((one) => one.isCurrent && one.form.id === own.id && !adopting.includes(one))
  return { adopting, staying }
}

/** Forms of data extraction that a review plans with or has published, each as it is now: what somebody may begin with. */
export function formsOf(view: ReviewView): readonly ExtractionForm[] {
  const planned = view.review.stages.flatMap(({ form }) => (form.kind === 'extraction' ? [form] : []))
  const published = view.ownForms.flatMap(({ versions }) => versions.at(-1)?.form ?? [])
  const byId = new Map([...planned, ...published].map((form) => [form.id, form]))
  return [...byId.values()].map((form) => extractionForm(view, form))
}
