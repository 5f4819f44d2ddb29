import type { AskedPlan, AskedStage, ProtocolCommand } from '../commands.ts'
import { formNamed, type DecisionContext } from '../decision.ts'
import type { ReviewEvent } from '../events.ts'
import { changesBetween, planOf, type Plan } from '../protocol.ts'
import type { Stage } from '../review.ts'
import { stageProgress } from '../stages.ts'
import type { Deciding } from './deciding.ts'

export function onProtocol({ view, context, by }: Deciding, command: ProtocolCommand): readonly ReviewEvent[] {
  switch (command.type) {
    case 'freeze-protocol':
      return [by({ type: 'protocol-frozen' })]
    case 'plan': {
      const plan = planFrom(command.plan, context)
      if (view.protocol.frozen === null) return [by({ type: 'planned', plan })]
      const changes = changesBetween(planOf(view.review), plan)
      const reason = command.reason?.trim() ?? ''
      const progress = view.review.stages.map(({ form }) => stageProgress(view, form.id))
      return [by({ type: 'protocol-amended', plan, changes, reason, progress })]
    }
  }
}

/** @throws Error if there is no such instrument: a rule has refused that. */
export function planFrom(asked: AskedPlan, context: Pick<DecisionContext, 'forms'>): Plan {
  const { population, intervention, comparator, outcomes } = asked.question
  return {
    ...asked,
    title: asked.title.trim(),
    shortTitle: asked.shortTitle.trim(),
    reference: asked.reference.trim(),
    registration: asked.registration?.trim() || null,
    question: {
      population: population.trim(),
      intervention: intervention.trim(),
      comparator: comparator.trim(),
      outcomes: outcomes.trim(),
    },
    stages: asked.stages.map((stage) => stageFrom(stage, context)),
    switchedOff: [...new Set(asked.switchedOff)].sort(),
  }
}

function stageFrom({ instrument, mode, reviewers }: AskedStage, context: Pick<DecisionContext, 'forms'>): Stage {
  const named = formNamed(context, instrument)
  if (!named) throw new Error(`there is no form ${instrument}`)
  const { hangsOnStructure: _asked, ...form } = named
  return { form, mode, reviewers }
}
