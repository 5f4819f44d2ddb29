/**
 * Events as earlier versions of Tandem wrote them, carried forward where a log is read. A log is never rewritten: its
 * chain runs over what was written then.
 *
 * Until stages were kept, a plan had one form, with its mode and its number of reviewers beside it, and an amendment
 * said how far the one stage was without naming it.
 */
import type { ReviewEvent } from './events.ts'
import type { Plan } from './protocol.ts'
import type { FormVersion, Mode, StageProgress } from './review.ts'

export function carriedForward(logged: LoggedEvent): ReviewEvent {
  switch (logged.type) {
    case 'planned':
      return { ...logged, plan: withStages(logged.plan) }
    case 'protocol-amended': {
      const plan = withStages(logged.plan)
      return { ...logged, plan, progress: withForms(logged.progress, plan) }
    }
    default:
      return logged
  }
}

/** What may stand in a log. */
export type LoggedEvent =
  | Exclude<ReviewEvent, { type: 'planned' | 'protocol-amended' }>
  | (Omit<Of<'planned'>, 'plan'> & { readonly plan: LoggedPlan })
  | (Omit<Of<'protocol-amended'>, 'plan' | 'progress'> & {
      readonly plan: LoggedPlan
      readonly progress: LoggedProgress
    })

type Of<Type extends ReviewEvent['type']> = Extract<ReviewEvent, { type: Type }>

type LoggedPlan = Plan | (Omit<Plan, 'stages'> & OneStage)

type OneStage = { readonly form: FormVersion; readonly mode: Mode; readonly reviewersPerStudy: number }

type LoggedProgress = readonly StageProgress[] | Omit<StageProgress, 'form'>

function withStages(plan: LoggedPlan): Plan {
  if ('stages' in plan) return plan
  const { form, mode, reviewersPerStudy, ...rest } = plan
  return { ...rest, stages: [{ form, mode, reviewers: reviewersPerStudy }] }
}

function withForms(progress: LoggedProgress, { stages }: Plan): readonly StageProgress[] {
  return 'length' in progress ? progress : stages.map(({ form }) => ({ form: form.id, ...progress }))
}
