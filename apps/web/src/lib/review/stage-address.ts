/**
 * Where the pages of a stage are. The first stage needs no name in its address, so most reviews have short ones; every link
 * is made here, so that each screen has one address.
 */
import { resolve } from '$app/paths'
import { firstStage, stageOf, type Review, type ReviewId, type Study } from '@tandem/rules'

export const MATRIX_ROUTE = '/r/[review]/bias/[[instrument]]'
export const STUDY_ROUTE = '/r/[review]/study/[study]/bias/[[instrument]]'
export const EXTRACT_ROUTE = '/r/[review]/study/[study]/extract/[form]'
export const TABLES_ROUTE = '/r/[review]/tables/[form]'
export const FORM_ROUTE = '/r/[review]/form/[[form]]/[[part]]'
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

/** Where a form is built, or read; where no form is named, the list of them. */
export const formAddress = (review: ReviewId, form?: string): string =>
  resolve(FORM_ROUTE, form === undefined ? { review } : { review, form })

/** What each version of a form changed. */
export const versionsAddress = (review: ReviewId, form: string): string =>
  resolve(FORM_ROUTE, { review, form, part: 'versions' })

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
