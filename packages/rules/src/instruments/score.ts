/**
 * The one interpreter of instruments: reachability, points, subscales, total, band.
 *
 * Scores are always derived from answers and a definition, never stored as truth:
 *
 *   an unanswered item scores nothing, and that is not the same as "unable to determine"
 *   an option that does not count ("not applicable") takes its item out of the maximum
 *   an item that is not asked is out of both; its answer is kept but does not count, for points and for conditions,
 *   so that closing a gate closes everything behind it and opening it again brings the answers back
 */
import type { Json } from '../json.ts'
import type { Answers, Band, ChosenOptions, Condition, Instrument, Item, Option } from './definition.ts'

export type Score = {
  readonly domains: readonly DomainScore[]
  readonly points: number
  /**
   * The largest total possible: an item that was answered "not applicable" or is not asked counts as absent, one whose
   * gate is still open counts. Never below `range.high`.
   */
  readonly maximum: number
  /** The band of `points`, or null while required items are open or if the instrument has no bands. */
  readonly band: Band | null
  /** The total lies between these whatever is still answered. Equal to `points` once all items are answered. */
  readonly range: PointRange
  /** Asked required items without an answer, in the instrument's order. */
  readonly open: readonly string[]
  /** Answered items that are asked. */
  readonly answered: number
}

export type DomainScore = {
  readonly id: string
  readonly points: number
  readonly maximum: number
  readonly range: PointRange
  readonly answered: number
  readonly open: readonly string[]
}

export type PointRange = { readonly low: number; readonly high: number }

export function itemsOf(instrument: Instrument): readonly Item[] {
  return instrument.domains.flatMap((domain) => domain.items).filter((item) => !item.retired)
}

export function optionOf(item: Item, answer: Json | undefined): Option | undefined {
  return item.options.find((option) => option.id === answer)
}

/**
 * Whether the item is asked.
 *
 * @param answers those that count (`countedAnswers`): the answer to a question that is not asked opens no gate.
 */
export function isReachable(item: Item, answers: Answers): boolean {
  return item.when === undefined || holds(item.when, answers)
}

/** The answers that count: to items that are asked, with one of their options; in the instrument's order. */
export function countedAnswers(instrument: Instrument, answers: Answers): ChosenOptions {
  const counted: Record<string, string> = {}
  // One pass is enough: a condition refers to earlier items only.
  for (const item of itemsOf(instrument)) {
    const option = optionOf(item, answers[item.id])
    if (option !== undefined && isReachable(item, counted)) counted[item.id] = option.id
  }
  return counted
}

/** @param answers values that are no option of their item count as unanswered (the gate refuses them before). */
export function scoreOf(instrument: Instrument, answers: Answers): Score {
  const counted = countedAnswers(instrument, answers)
  const prospects = prospectsOf(instrument, answers)
  const domains = instrument.domains.map((domain) => scoreDomain(domain.id, domain.items, counted, prospects))
  const points = sum(domains.map((domain) => domain.points))
  const open = domains.flatMap((domain) => domain.open)
  return {
    domains,
    points,
    maximum: sum(domains.map((domain) => domain.maximum)),
    band: open.length === 0 ? bandOf(instrument, points) : null,
    range: sumOfRanges(domains.map((domain) => domain.range)),
    open,
    answered: sum(domains.map((domain) => domain.answered)),
  }
}

/** The band that holds `points`, or null if the instrument has none. */
export function bandOf(instrument: Instrument, points: number): Band | null {
  return instrument.bands.find((band) => points >= band.from && points <= band.to) ?? null
}

export function itemCountOf(instrument: Instrument): number {
  return itemsOf(instrument).length
}

export type ItemProgress = { readonly answered: number; readonly total: number }

/**
 * How far somebody is, in numbers that others may see before the reveal. Only items that are always asked count, above
 * and below: whether a conditional item is answered tells which answer opened it.
 */
export function itemProgress(instrument: Instrument, answers: Answers): ItemProgress {
  const always = itemsOf(instrument).filter((item) => item.when === undefined)
  return { answered: always.filter((item) => answers[item.id] !== undefined).length, total: always.length }
}

/** The most points that the instrument can give: what its bands must reach. 0 if it gives none. */
export function highestTotalOf(instrument: Instrument): number {
  return sum(itemsOf(instrument).map(highestPoints))
}

function scoreDomain(
  id: string,
  items: readonly Item[],
  counted: ChosenOptions,
  prospects: ReadonlyMap<string, Prospect>,
): DomainScore {
  let points = 0
  let maximum = 0
  let answered = 0
  const open: string[] = []
  const current = items.filter((item) => !item.retired)
  for (const item of current) {
    const option = optionOf(item, counted[item.id])
    const isAbsent = prospects.get(item.id)?.reachability === 'not-asked' || option?.counts === false
    if (!isAbsent) maximum += highestPoints(item)
    if (option !== undefined) {
      answered += 1
      points += option.points
    } else if (item.required && isReachable(item, counted)) {
      open.push(item.id)
    }
  }
  const range = sumOfRanges(current.map((item) => rangeOf(prospects.get(item.id)?.choices ?? [null])))
  return { id, points, maximum, range, answered, open }
}

/** What is known of a question while gates before it are open. */
export type Reachability = 'asked' | 'not-asked' | 'undecided'

/** Whether each item is asked, item by item id, as far as the answers given so far decide it. */
export function reachabilityOf(instrument: Instrument, answers: Answers): ReadonlyMap<string, Reachability> {
  return new Map([...prospectsOf(instrument, answers)].map(([item, { reachability }]) => [item, reachability]))
}

/** What an item can end with: an option, or null for no counted answer. */
type Choice = Option | null
type Prospect = { readonly reachability: Reachability; readonly choices: readonly Choice[] }

/**
 * The ends that are still possible for each item. While a gate is open, the items behind it may be asked or not, so
 * each is judged on its own: exact without conditions, otherwise never too narrow.
 */
function prospectsOf(instrument: Instrument, answers: Answers): ReadonlyMap<string, Prospect> {
  const prospects = new Map<string, Prospect>()
  for (const item of itemsOf(instrument)) {
    const reachability = judge(item.when, prospects)
    prospects.set(item.id, { reachability, choices: choicesOf(item, answers[item.id], reachability) })
  }
  return prospects
}

function choicesOf(item: Item, answer: Json | undefined, reachability: Reachability): readonly Choice[] {
  if (reachability === 'not-asked') return [null]
  const given = optionOf(item, answer)
  const options = given === undefined ? item.options : [given]
  const mayStayEmpty = reachability === 'undecided' || (given === undefined && !item.required)
  return mayStayEmpty ? [...options, null] : options
}

function judge(condition: Condition | undefined, prospects: ReadonlyMap<string, Prospect>): Reachability {
  if (condition === undefined) return 'asked'
  if ('all' in condition) return combine(condition.all, prospects, 'asked', 'not-asked')
  if ('any' in condition) return combine(condition.any, prospects, 'not-asked', 'asked')
  const choices = prospects.get(condition.item)?.choices ?? [null]
  const fits = choices.map((choice) => choice !== null && condition.in.includes(choice.id))
  if (fits.every(Boolean)) return 'asked'
  return fits.some(Boolean) ? 'undecided' : 'not-asked'
}

/** `decisive` if one part is; `otherwise` if all parts are that; else undecided. */
function combine(
  parts: readonly Condition[],
  prospects: ReadonlyMap<string, Prospect>,
  otherwise: Reachability,
  decisive: Reachability,
): Reachability {
  const judged = parts.map((part) => judge(part, prospects))
  if (judged.includes(decisive)) return decisive
  return judged.every((part) => part === otherwise) ? otherwise : 'undecided'
}

function rangeOf(choices: readonly Choice[]): PointRange {
  const points = choices.map((choice) => choice?.points ?? 0)
  return { low: Math.min(...points), high: Math.max(...points) }
}

function holds(condition: Condition, answers: Answers): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, answers))
  if ('any' in condition) return condition.any.some((part) => holds(part, answers))
  const answer = answers[condition.item]
  return typeof answer === 'string' && condition.in.includes(answer)
}

const highestPoints = (item: Item): number => Math.max(...item.options.map((option) => option.points))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const sumOfRanges = (ranges: readonly PointRange[]): PointRange => ({
  low: sum(ranges.map((range) => range.low)),
  high: sum(ranges.map((range) => range.high)),
})
