import type { ReviewView } from '@tandem/rules'

/** Versions of a form by number, with their studies, where more than one is in use; empty else. */
export function mixedVersions(
  { assessments }: Pick<ReviewView, 'assessments'>,
  form: string,
): readonly { readonly version: number; readonly studies: number }[] {
  const byVersion = Map.groupBy(
    assessments.filter((one) => one.isCurrent && one.form.id === form),
    (assessment) => assessment.form.version,
  )
  const mixed = [...byVersion].sort(([a], [b]) => a - b)
  return mixed.length > 1 ? mixed.map(([version, rounds]) => ({ version, studies: rounds.length })) : []
}
