/** A plan while somebody writes it. Nothing is asked of the server before they say so. */
import type { AskedPlan, Mode, SwitchableRule } from '@tandem/rules'

export class PlanForm {
  title = $state('')
  shortTitle = $state('')
  reference = $state('')
  registration = $state('')
  population = $state('')
  intervention = $state('')
  comparator = $state('')
  outcomes = $state('')
  instrument = $state('')
  mode = $state<Mode>('independent')
  reviewersPerStudy = $state(2)
  switchedOff = $state.raw<readonly SwitchableRule[]>([])

  constructor(start: AskedPlan) {
    this.fill(start)
  }

  fill(plan: AskedPlan): void {
    this.title = plan.title
    this.shortTitle = plan.shortTitle
    this.reference = plan.reference
    this.registration = plan.registration ?? ''
    this.population = plan.question.population
    this.intervention = plan.question.intervention
    this.comparator = plan.question.comparator
    this.outcomes = plan.question.outcomes
    this.instrument = plan.instrument
    this.mode = plan.mode
    this.reviewersPerStudy = plan.reviewersPerStudy
    this.switchedOff = plan.switchedOff
  }

  switch(rule: SwitchableRule, isOn: boolean): void {
    const others = this.switchedOff.filter((other) => other !== rule)
    this.switchedOff = isOn ? others : [...others, rule]
  }

  get plan(): AskedPlan {
    const { population, intervention, comparator, outcomes } = this
    return {
      title: this.title,
      shortTitle: this.shortTitle,
      reference: this.reference,
      registration: this.registration.trim() || null,
      question: { population, intervention, comparator, outcomes },
      mode: this.mode,
      reviewersPerStudy: this.reviewersPerStudy,
      switchedOff: this.switchedOff,
      instrument: this.instrument,
    }
  }
}
