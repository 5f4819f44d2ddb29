import { needsStructure } from '../forms/structure.ts'
import type { Assessment, FormVersion, OwnForm, PublishedForm, ReviewView } from '../review.ts'
import type { Of } from './of.ts'

export function onFormBegun(view: ReviewView, event: Of<'form-begun'>): ReviewView {
  const { form: id, title, document, from, goesOn, at, actor } = event
  if (actor === 'system') return view
  const goesOnFrom = goesOn ? from : null
  const begun: OwnForm = { id, title, document, begunBy: actor, begunAt: at, goesOnFrom, versions: [] }
  return { ...view, ownForms: [...view.ownForms, begun] }
}

export function onFormPublished(view: ReviewView, event: Of<'form-published'>): ReviewView {
  const { form, definition, reason, at, actor } = event
  if (actor === 'system') return view
  const hangsOnStructure = needsStructure(definition)
  const version: PublishedForm = { form, title: definition.title, hangsOnStructure, by: actor, at, reason }
  return {
    ...view,
    forms: { ...view.forms, [form.hash]: definition },
    ownForms: view.ownForms.map((own) => (own.id === form.id ? { ...own, versions: [...own.versions, version] } : own)),
  }
}

export function onFormAdopted(view: ReviewView, { form, assessments }: Of<'form-adopted'>): ReviewView {
  const adopting = new Set(assessments)
  return {
    ...view,
    assessments: view.assessments.map((assessment) =>
      adopting.has(assessment.id) ? withVersion(assessment, form) : assessment,
    ),
  }
}

/** What was revealed keeps the version that it was filled in with. */
function withVersion(assessment: Assessment, form: FormVersion): Assessment {
  const { revealed } = assessment
  return { ...assessment, form, revealed: revealed && { ...revealed, form: revealed.form ?? assessment.form } }
}
