/**
 * Where the numbers of a conversion stand in a form: which question each of its results answers, and which answers its inputs
 * are. Conversions know no form, forms know no conversion; a conversion without a line here is offered nowhere.
 *
 * Questions of results are known by the ids that built-in forms give them (`rules/src/forms/results.ts`). Other questions
 * are known by what they are called: "SD of age" is an SD.
 */
import type { Field, Measure, Section } from '@tandem/rules'

/**
 * Whose answer an input is, seen from the cell that is calculated.
 *
 * - `row`: the same arm, or pair of arms, at the same place
 * - `other-arm`: the arm that this one is compared with, there
 * - `between`: what the report says of the two, there
 * - `like-arms`: every other arm of the same kind, there: a number for each
 * - `first-timepoint`: the same arm at the first timepoint
 * - `arm`, `comparator`: of a pair of arms, the one and the other
 */
type Whose = 'row' | 'other-arm' | 'between' | 'like-arms' | 'first-timepoint' | 'arm' | 'comparator'

export type Origin = { readonly of: Whose; readonly field: string }

export type Placement = {
  readonly conversion: string
  /** The question that each result answers. */
  readonly gives: Readonly<Record<string, string>>
  /** By input; those that stand nowhere are left out and typed. */
  readonly takes: Readonly<Record<string, Origin>>
  /** Kinds of outcome for which it makes sense; all where it is absent. */
  readonly measures?: readonly Measure[]
  /** Of a pair of arms: whether it is about a ratio or about a difference. */
  readonly scale?: 'ratio' | 'difference'
}

/** Every way to calculate the answers of this section. */
export function placementsIn(section: Section, field: Field): readonly Placement[] {
  if (section.per === 'result') return OF_ARM
  if (section.per === 'contrast') return OF_PAIR
  return placementsByName(section, field)
}

const from =
  (of: Whose) =>
  (field: string): Origin => ({ of, field })
const row = from('row')
const otherArm = from('other-arm')
const between = from('between')
const likeArms = from('like-arms')

const N = { n: row('n') }
const SD = { sd: 'sd' }
const LIMITS = { lower: row('ci-low'), upper: row('ci-high'), level: row('level') }
const QUARTILES = { q1: row('q1'), q3: row('q3') }
const MEDIAN = { median: row('median') }
const RANGE = { min: row('minimum'), max: row('maximum') }
const BOTH = { n1: row('n'), n2: otherArm('n') }

const COUNTED: readonly Measure[] = ['dichotomous', 'time-to-event']
const MEANS: readonly Measure[] = ['continuous']

/** Of one arm at one timepoint. */
const OF_ARM: readonly Placement[] = [
  { conversion: 'sd-from-se', gives: SD, takes: { se: row('se'), ...N } },
  { conversion: 'se-from-sd', gives: { se: 'se' }, takes: { sd: row('sd'), ...N } },
  { conversion: 'sd-from-ci', gives: { ...SD, se: 'se' }, takes: { ...LIMITS, ...N } },
  { conversion: 'sd-from-iqr', gives: SD, takes: QUARTILES },
  { conversion: 'sd-from-quartiles', gives: SD, takes: { ...QUARTILES, ...N } },
  { conversion: 'sd-from-range', gives: SD, takes: { ...RANGE, ...N } },
  { conversion: 'sd-from-five-numbers', gives: SD, takes: { ...RANGE, ...QUARTILES, ...MEDIAN, ...N } },
  { conversion: 'mean-from-quartiles', gives: { mean: 'mean' }, takes: { ...QUARTILES, ...MEDIAN, ...N } },
  { conversion: 'mean-from-range', gives: { mean: 'mean' }, takes: { ...RANGE, ...MEDIAN, ...N } },
  { conversion: 'mean-from-five-numbers', gives: { mean: 'mean' }, takes: { ...RANGE, ...QUARTILES, ...MEDIAN, ...N } },
  // Of these the standard error is that of the difference, and no answer of the arm.
  { conversion: 'sd-from-se-of-difference', gives: SD, takes: { se: between('se'), ...BOTH } },
  { conversion: 'se-of-difference-from-t', gives: SD, takes: { difference: between('estimate'), ...BOTH } },
  {
    conversion: 'se-of-difference-from-p',
    gives: SD,
    takes: { difference: between('estimate'), p: between('p'), ...BOTH },
  },
  {
    conversion: 'se-of-difference-from-ci',
    gives: SD,
    takes: { lower: between('ci-low'), upper: between('ci-high'), level: between('level'), ...BOTH },
  },
  { conversion: 'sd-of-change', gives: SD, takes: { baseline: from('first-timepoint')('sd') } },
  {
    conversion: 'combine-means',
    gives: { ...SD, mean: 'mean', n: 'n' },
    takes: { n: likeArms('n'), mean: likeArms('mean'), sd: likeArms('sd') },
    measures: MEANS,
  },
  {
    conversion: 'combine-events',
    gives: { events: 'events', n: 'n' },
    takes: { events: likeArms('events'), n: likeArms('n') },
    measures: COUNTED,
  },
  {
    conversion: 'split-control-events',
    gives: { events: 'events', n: 'n' },
    takes: { events: row('events'), ...N },
    measures: COUNTED,
  },
  {
    conversion: 'split-control-means',
    gives: { n: 'n' },
    takes: { ...N, mean: row('mean'), sd: row('sd') },
    measures: MEANS,
  },
  {
    conversion: 'events-from-percent',
    gives: { events: 'events' },
    takes: { percent: row('percent'), decimals: row('percent'), ...N },
    measures: COUNTED,
  },
  { conversion: 'person-time', gives: { time: 'person-time' }, takes: N },
]

const PAIR = { n1: from('arm')('n'), n2: from('comparator')('n') }
const EVENTS = { e1: from('arm')('events'), e2: from('comparator')('events') }
const SE = { se: 'se' }
const P = { p: row('p') }
const T_TESTED: readonly Measure[] = ['continuous', 'effect']
const TIMED: readonly Measure[] = ['time-to-event', 'effect']

/** Of one arm against another at one timepoint. */
const OF_PAIR: readonly Placement[] = [
  { conversion: 'se-from-ci', gives: SE, takes: LIMITS, scale: 'difference' },
  { conversion: 'se-from-p', gives: SE, takes: { difference: row('estimate'), ...P }, scale: 'difference' },
  {
    conversion: 'se-of-difference-from-ci',
    gives: SE,
    takes: { ...LIMITS, ...PAIR },
    measures: T_TESTED,
    scale: 'difference',
  },
  {
    conversion: 'se-of-difference-from-p',
    gives: SE,
    takes: { difference: row('estimate'), ...P, ...PAIR },
    measures: T_TESTED,
    scale: 'difference',
  },
  {
    conversion: 'se-of-difference-from-t',
    gives: SE,
    takes: { difference: row('estimate'), ...PAIR },
    measures: T_TESTED,
    scale: 'difference',
  },
  {
    conversion: 'se-of-log-ratio-from-ci',
    gives: SE,
    takes: { ...LIMITS, ratio: row('estimate') },
    scale: 'ratio',
  },
  { conversion: 'se-of-log-ratio-from-p', gives: SE, takes: { ratio: row('estimate'), ...P }, scale: 'ratio' },
  {
    conversion: 'hr-from-o-e',
    gives: { hr: 'estimate', se: 'se' },
    takes: { oMinusE: row('o-e'), v: row('v') },
    measures: TIMED,
    scale: 'ratio',
  },
  {
    conversion: 'hr-from-log-rank',
    gives: { hr: 'estimate', se: 'se', oMinusE: 'o-e', v: 'v' },
    takes: { ...P, ...EVENTS, ...PAIR },
    measures: TIMED,
    scale: 'ratio',
  },
]

/** What a question of any other section asks for, told by its name. */
const NAMES: readonly (readonly [looks: RegExp, output: string])[] = [
  [/\bsd\b|standard deviation/i, 'sd'],
  [/\bse\b|standard error/i, 'se'],
  [/\bmean\b/i, 'mean'],
]

/** Of one group, from nothing but its own numbers. */
const OF_ONE_GROUP: ReadonlySet<string> = new Set([
  'sd-from-se',
  'se-from-sd',
  'sd-from-ci',
  'sd-from-iqr',
  'sd-from-quartiles',
  'sd-from-range',
  'sd-from-five-numbers',
  'mean-from-quartiles',
  'mean-from-range',
  'mean-from-five-numbers',
  'combine-means',
])

function placementsByName({ fields }: Section, { id, label, settings }: Field): readonly Placement[] {
  const hasSize = id !== 'n' && fields.some((field) => field.id === 'n' && field.settings.type === 'whole')
  const takes: Placement['takes'] = hasSize ? N : {}
  // A count of people out of the group: that is what reports give as a percentage.
  if (settings.type === 'whole')
    return hasSize ? [{ conversion: 'events-from-percent', gives: { events: id }, takes }] : []
  const output = NAMES.find(([looks]) => looks.test(label))?.[1]
  if (output === undefined) return []
  return OF_ARM.filter(({ conversion, gives }) => OF_ONE_GROUP.has(conversion) && output in gives).map((placement) => ({
    conversion: placement.conversion,
    gives: { [output]: id },
    // One group has one size; groups that are joined have theirs, which stand nowhere here.
    takes: placement.takes['n']?.of === 'row' ? takes : {},
  }))
}
