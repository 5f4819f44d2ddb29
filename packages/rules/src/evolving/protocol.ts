import type { Amendment, ReviewView } from '../review.ts'
import type { Plan } from '../protocol.ts'
import type { Of } from './of.ts'

export function withPlan(view: ReviewView, plan: Plan): ReviewView {
  return { ...view, review: { ...view.review, ...plan } }
}

export function onFrozen(view: ReviewView, { at, actor }: Of<'protocol-frozen'>): ReviewView {
  if (actor === 'system') return view
  return { ...view, protocol: { ...view.protocol, version: 1, frozen: { at, by: actor } } }
}

export function onAmended(view: ReviewView, event: Of<'protocol-amended'>): ReviewView {
  const { plan, changes, reason, progress, at, actor } = event
  if (actor === 'system') return view
  const version = view.protocol.version + 1
  const amendment: Amendment = { version, at, by: actor, reason, changes, progress }
  const amendments = [...view.protocol.amendments, amendment]
  return { ...withPlan(view, plan), protocol: { ...view.protocol, version, amendments } }
}
