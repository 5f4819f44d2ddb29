import type { Denial } from '../decision.ts'
import type { Form } from '../forms/form.ts'
import { questionOf } from '../forms/questions.ts'
import type { DocumentKind } from '../review.ts'
import { EDIT_RULES } from './index.ts'
import type { Edit } from './rule.ts'

/** A touched place of a document of this form. */
export type JudgedEdit = {
  readonly form: Form
  readonly kind: DocumentKind
  readonly edit: Edit
}

/** Judges one touched place of an update. The update is refused whole if any place is. */
export function judgeEdit({ form, kind, edit }: JudgedEdit): Denial | null {
  const situation = { questionOf: (item: string) => questionOf(form, item), kind, edit }
  for (const rule of EDIT_RULES) {
    const details = rule.check(situation)
    if (details !== null) return { rule: rule.id, details }
  }
  return null
}
