import type { DocumentKind, ReviewView } from '../../review.ts'
import type { Form } from '../form.ts'
import { FORM_OF_FORMS } from './form-of-forms.ts'

/**
 * What a document is judged by; null where the view knows none. Of a round: the version of its form that it has by now. A form
 * under construction is built with what this Tandem knows, also where it was begun with an earlier one: no id of a question is
 * ever used again.
 */
export function formOfDocument(
  { assessments, forms }: Pick<ReviewView, 'assessments' | 'forms'>,
  { kind, assessment: id }: { readonly kind: DocumentKind; readonly assessment: string | null },
): Form | null {
  if (kind === 'definition') return FORM_OF_FORMS
  const assessment = assessments.find((one) => one.id === id)
  return (assessment && forms[assessment.form.hash]) ?? null
}
