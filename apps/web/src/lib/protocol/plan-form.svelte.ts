/** A plan while somebody writes it. Nothing is asked of the server before they say so. */
import type { AskedPlan, AskedStage, SwitchableRule } from '@tandem/rules'

export class PlanForm {
  title = $state('')
  shortTitle = $state('')
  reference = $state('')
  registration = $state('')
  population = $state('')
  intervention = $state('')
  comparator = $state('')
  outcomes = $state('')
  stages = $state.raw<readonly AskedStage[]>([])
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
    this.stages = plan.stages
    this.switchedOff = plan.switchedOff
  }

  /**
   * Only independent work satisfies the rule of two people: another way switches it off, and the page says so.
   *
   * @param rule of that stage; null where none asks for it.
   */
  changeStage(at: number, change: Partial<AskedStage>, rule: SwitchableRule | null): void {
    this.stages = this.stages.map((stage, place) => (place === at ? { ...stage, ...change } : stage))
    if (rule !== null && change.mode !== undefined && change.mode !== 'independent') this.switch(rule, false)
  }

  /** @param at its place among the stages; the last where none is said. */
  addStage(instrument: string, mode: AskedStage['mode'], at = this.stages.length): void {
    this.stages = this.stages.toSpliced(at, 0, { instrument, mode, reviewers: 2 })
  }

  removeStage(at: number): void {
    this.stages = this.stages.filter((_, place) => place !== at)
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
      stages: this.stages,
      switchedOff: this.switchedOff,
    }
  }
}
