/**
 * Where the pages of a stage are. The first stage needs no name in its address, so most reviews have short ones; every link
 * is made here, so that each screen has one address.
 */
import { resolve } from '$app/paths'
import { firstStage, stageOf, type Review, type Study } from '@tandem/rules'

export const MATRIX_ROUTE = '/r/[review]/bias/[[instrument]]'
export const STUDY_ROUTE = '/r/[review]/study/[study]/bias/[[instrument]]'
export const EXTRACT_ROUTE = '/r/[review]/study/[study]/extract/[form]'
export const TABLES_ROUTE = '/r/[review]/tables/[form]'
export const FORMS_ROUTE = '/r/[review]/form'
export const FORM_ROUTE = '/r/[review]/form/[form]'
export const VERSIONS_ROUTE = '/r/[review]/form/[form]/versions'
export const BOARD_ROUTE = '/r/[review]/progress/[[instrument]]'
export const STUDIES_ROUTE = '/r/[review]/studies/[[instrument]]'

/** @param form the id of the stage's form. */
export function matrixAddress(review: Review, form: string): string {
  return resolve(MATRIX_ROUTE, { review: review.id, ...namedRating(review, form) })
}

/** @param form the id of the stage's form. */
export function studyAddress(review: Review, study: Pick<Study, 'key'>, form: string): string {
  const at = { review: review.id, study: study.key }
  return isRating(review, form)
    ? resolve(STUDY_ROUTE, { ...at, ...namedRating(review, form) })
    : resolve(EXTRACT_ROUTE, { ...at, form })
}

/**
 * Where a whole stage is looked at: the matrix of ratings, the tables of what was extracted, the studies whose structure is
 * agreed.
 *
 * @param form the id of the stage's form.
 */
export function stageAddress(review: Review, form: string): string {
  const kind = stageOf(review, form)?.form.kind
  if (kind === undefined) return matrixAddress(review, form)
  return kind === 'extraction' ? resolve(TABLES_ROUTE, { review: review.id, form }) : studiesAddress(review, form)
}

const isRating = (review: Review, form: string): boolean => stageOf(review, form)?.form.kind === undefined

/** @param form the id of the stage's form. */
export function boardAddress(review: Review, form: string): string {
  return resolve(BOARD_ROUTE, { review: review.id, ...named(review, form) })
}

/** @param form the id of the stage's form. */
export function studiesAddress(review: Review, form: string): string {
  return resolve(STUDIES_ROUTE, { review: review.id, ...named(review, form) })
}

function namedRating({ stages }: Review, form: string): { readonly instrument?: string } {
  return stages.find((stage) => stage.form.kind === undefined)?.form.id === form ? {} : { instrument: form }
}

function named(review: Review, form: string): { readonly instrument?: string } {
  return firstStage(review).form.id === form ? {} : { instrument: form }
}
