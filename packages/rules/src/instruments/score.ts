/**
 * The one interpreter of instruments: reachability, points, subscales, total, band.
 *
 * Scores are always derived from answers and a definition, never stored as truth. Rules (methodology 2, decision 3):
 * an option that does not count takes its item out of the denominator; an unanswered or unreachable item scores
 * nothing; an answer to an item that is no longer reachable is kept but does not count.
 */
import type { Answers, Band, Condition, Instrument, Item, Option } from './definition.ts'

export type Score = {
  readonly domains: readonly DomainScore[]
  readonly points: number
  /** The largest total possible: counts an item that was answered "not applicable" or is unreachable as absent. */
  readonly maximum: number
  /** The band of `points`, or null while required items are open or if the instrument has no bands. */
  readonly band: Band | null
  /** The lowest and highest total that open items still allow. Equal once all are answered. */
  readonly range: { readonly low: number; readonly high: number }
  /** Reachable required items without an answer, in the instrument's order. */
  readonly open: readonly string[]
  /** Answered reachable items. */
  readonly answered: number
}

export type DomainScore = {
  readonly id: string
  readonly points: number
  readonly maximum: number
  readonly answered: number
  readonly open: readonly string[]
}

export function itemsOf(instrument: Instrument): readonly Item[] {
  return instrument.domains.flatMap((domain) => domain.items).filter((item) => !item.retired)
}

export function optionOf(item: Item, optionId: string | undefined): Option | undefined {
  return item.options.find((option) => option.id === optionId)
}

export function isReachable(item: Item, answers: Answers): boolean {
  return item.when === undefined || holds(item.when, answers)
}

/** @param answers values that are no option of their item count as unanswered (the gate refuses them before). */
export function scoreOf(instrument: Instrument, answers: Answers): Score {
  const domains = instrument.domains.map((domain) => scoreDomain(domain.id, domain.items, answers))
  const points = sum(domains.map((domain) => domain.points))
  const maximum = sum(domains.map((domain) => domain.maximum))
  const open = domains.flatMap((domain) => domain.open)
  const openItems = itemsOf(instrument).filter(
    (item) => isReachable(item, answers) && optionOf(item, answers[item.id]) === undefined,
  )
  const range = {
    low: points + sum(openItems.map((item) => Math.min(...item.options.map((option) => option.points)))),
    high: points + sum(openItems.map(highestPoints)),
  }
  return {
    domains,
    points,
    maximum,
    band: open.length === 0 ? bandOf(instrument, points) : null,
    range,
    open,
    answered: sum(domains.map((domain) => domain.answered)),
  }
}

/** The band that holds `points`, or null if the instrument has none. */
export function bandOf(instrument: Instrument, points: number): Band | null {
  return instrument.bands.find((band) => points >= band.from && points <= band.to) ?? null
}

/** The number that progress is counted against before the reveal: it does not depend on any answer. */
export function itemCountOf(instrument: Instrument): number {
  return itemsOf(instrument).length
}

function scoreDomain(id: string, items: readonly Item[], answers: Answers): DomainScore {
  let points = 0
  let maximum = 0
  let answered = 0
  const open: string[] = []
  for (const item of items) {
    if (item.retired || !isReachable(item, answers)) continue
    const option = optionOf(item, answers[item.id])
    if (option === undefined) {
      if (item.required) open.push(item.id)
      maximum += highestPoints(item)
    } else {
      answered += 1
      points += option.points
      if (option.counts) maximum += highestPoints(item)
    }
  }
  return { id, points, maximum, answered, open }
}

function holds(condition: Condition, answers: Answers): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, answers))
  if ('any' in condition) return condition.any.some((part) => holds(part, answers))
  const answer = answers[condition.item]
  return answer !== undefined && condition.in.includes(answer)
}

const highestPoints = (item: Item): number => Math.max(...item.options.map((option) => option.points))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
