/** Stages by name, and how far each one is. A stage is named by the id of its form. */
import type { Review, ReviewView, Stage, StageProgress } from './review.ts'
import { currentAssessment, isSettled } from './states.ts'

export function stageOf({ stages }: Pick<Review, 'stages'>, form: string): Stage | undefined {
  return stages.find((stage) => stage.form.id === form)
}

/** @throws Error where there is none: a plan has at least one. */
export function firstStage({ stages }: Pick<Review, 'stages'>): Stage {
  const [first] = stages
  if (!first) throw new Error('a review has at least one stage')
  return first
}

export function stageProgress(view: ReviewView, form: string): StageProgress {
  const assessments = view.studies.flatMap(({ id }) => currentAssessment(view, id, form) ?? [])
  return {
    form,
    studies: view.studies.length,
    assigned: assessments.length,
    revealed: assessments.filter(({ revealed }) => revealed !== null).length,
    settled: assessments.filter(({ state }) => isSettled(state)).length,
  }
}
