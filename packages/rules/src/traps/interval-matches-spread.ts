/**
 * The interval of a mean is mean ± t·SD/√n, that of any estimate ± z·SE. Where both the interval and the spread are given
 * they have to agree. Intervals out of models (repeated measurements, adjustment) differ a little, SEs mistaken for SDs by √n.
 */
import { intervalIn, levelText, onEachScale, scaleOf, standardErrorOf, type Interval, type Scale } from './interval.ts'
import { factorBetween, shortly, spanOf, type Span } from './span.ts'
import type { Finding, Given, Trap, TrapContrast, TrapResult } from './trap.ts'

type Details = {
  readonly low: string
  readonly high: string
  readonly level: string
  readonly what: 'SD' | 'SE'
  readonly given: string
  readonly computed: string
  readonly looks: 'SE' | 'SD' | ''
}

const TOLERATED = 1.25

export const intervalMatchesSpread = {
  id: 'interval-matches-spread',
  sentence: ({ low, high, level, what, given, computed, looks }) =>
    `The ${level} interval from ${low} to ${high} means an ${what} of ${computed}, not ${given}` +
    (looks === '' ? '.' : `: that is what the ${looks} would be.`),
  source: 'Cochrane Handbook 5.1, sections 7.7.3.2 and 7.7.7: SDs and SEs from confidence intervals.',
  check: ({ results, contrasts }) => [...results.flatMap(ofResult), ...contrasts.flatMap(ofContrast)],
} as const satisfies Trap<Details>

function ofResult({ given }: TrapResult): readonly Finding<Details>[] {
  const interval = intervalIn(given)
  const { n, sd, se } = given
  if (!interval || !n || n.value < 2) return []
  const root = Math.sqrt(n.value)
  // In small groups the t distribution is right and the normal one is used all the same: both are let pass.
  const errors = [standardErrorOf(interval, 'linear', n.value - 1), standardErrorOf(interval, 'linear', null)]
  const deviations = errors.map((error) => times(error, root))
  return [
    ...(sd && isUnlike(sd, deviations)
      ? [finding(interval, 'SD', sd, deviations[0], isUnlike(sd, errors) ? '' : 'SE', [n])]
      : []),
    ...(se && isUnlike(se, errors)
      ? [finding(interval, 'SE', se, errors[0], isUnlike(se, deviations) ? '' : 'SD', [n])]
      : []),
  ]
}

function ofContrast({ effect, given }: TrapContrast): readonly Finding<Details>[] {
  const interval = intervalIn(given)
  const { se } = given
  if (!interval || !se) return []
  const errorOn = (scale: Scale): Span => standardErrorOf(interval, scale, null)
  if (!onEachScale(effect, interval, (scale) => isUnlike(se, [errorOn(scale)]))) return []
  return [finding(interval, 'SE', se, errorOn(scaleOf(effect)), '', [])]
}

const isUnlike = (given: Given, spans: readonly Span[]): boolean =>
  spans.every((span) => factorBetween(spanOf(given), span) > TOLERATED)

const times = ({ low, high }: Span, factor: number): Span => ({ low: low * factor, high: high * factor })

function finding(
  interval: Interval,
  what: 'SD' | 'SE',
  given: Given,
  computed: Span | undefined,
  looks: Details['looks'],
  besides: readonly Given[],
): Finding<Details> {
  const { low, high } = interval
  return {
    cell: given.cell,
    cells: [given, low, high, ...besides].map(({ cell }) => cell),
    details: {
      low: low.printed,
      high: high.printed,
      level: levelText(interval),
      what,
      given: given.printed,
      computed: shortly(((computed?.low ?? 0) + (computed?.high ?? 0)) / 2),
      looks,
    },
  }
}
