import type { AskedPlan, ProtocolCommand } from '../commands.ts'
import { formNamed, type DecisionContext } from '../decision.ts'
import type { ReviewEvent } from '../events.ts'
import { changesBetween, planOf, stageProgress, type Plan } from '../protocol.ts'
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
      return [by({ type: 'protocol-amended', plan, changes, reason, progress: stageProgress(view) })]
    }
  }
}

/** @throws Error if there is no such instrument: a rule has refused that. */
export function planFrom({ instrument, ...asked }: AskedPlan, context: Pick<DecisionContext, 'forms'>): Plan {
  const form = formNamed(context, instrument)
  if (!form) throw new Error(`there is no instrument ${instrument}`)
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
    switchedOff: [...new Set(asked.switchedOff)].sort(),
    form,
  }
}
