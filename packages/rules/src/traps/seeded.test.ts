/**
 * How many of the errors that people make when they copy numbers are found: each is made, one at a time, in the correct
 * published results, wherever it can be made. What is missed is what nothing else there contradicts: an estimate or a bound
 * so near 0 that its decimal point changes little; a p value of 0.001 that may be "less than"; SEs in both arms where
 * neither an interval nor like studies are known; people in arms whose number at the beginning is not.
 */
import { describe, expect, it } from 'vitest'
import { warningsOf } from './index.ts'
import { CORRECT } from './testing/published.ts'
import type { Given, Givens, TrapContrast, TrapResult, TrapStudy } from './trap.ts'

type Slip = (study: TrapStudy) => readonly TrapStudy[]

const withValue = (given: Given, value: number): Given => ({ ...given, value, printed: String(value) })

/** The decimal point in another place: value and last digit move together. */
const shifted = (given: Given, factor: number): Given => ({
  ...withValue(given, given.value * factor),
  within: given.within * factor,
})

/** Each result changed where it can be, one at a time. */
const inResults =
  (change: (result: TrapResult) => readonly Givens<keyof TrapResult['given']>[]): Slip =>
  (study) =>
    study.results.flatMap((result, at) =>
      change(result).map((given) => ({ ...study, results: study.results.with(at, { ...result, given }) })),
    )

const inContrasts =
  (change: (contrast: TrapContrast) => readonly Givens<keyof TrapContrast['given']>[]): Slip =>
  (study) =>
    study.contrasts.flatMap((contrast, at) =>
      change(contrast).map((given) => ({ ...study, contrasts: study.contrasts.with(at, { ...contrast, given }) })),
    )

const both =
  (first: Slip, second: Slip): Slip =>
  (study) => [...first(study), ...second(study)]

function boundsExchanged<G extends Givens<'ci-low' | 'ci-high'>>(given: G): readonly G[] {
  const { 'ci-low': low, 'ci-high': high } = given
  return low && high ? [{ ...given, 'ci-low': high, 'ci-high': low }] : []
}

function pointMoved<Field extends string>(given: Givens<Field>, field: Field): readonly Givens<Field>[] {
  const one = given[field]
  return one === undefined || one.value === 0
    ? []
    : [10, 0.1].map((factor) => ({ ...given, [field]: shifted(one, factor) }))
}

/** Where something can contradict it: an SD of another arm or study, or an interval. */
function seForSd({ given }: TrapResult): readonly TrapResult['given'][] {
  const { sd, n } = given
  if (!sd || !n || n.value < 10) return []
  const root = Math.sqrt(n.value)
  return [{ ...given, sd: { ...withValue(sd, Number((sd.value / root).toPrecision(3))), within: sd.within / root } }]
}

const everywhere: Slip = (study) => {
  const results = study.results.map((result) => ({ ...result, given: seForSd(result)[0] ?? result.given }))
  return results.some(({ given }, at) => given !== study.results[at]?.given) ? [{ ...study, results }] : []
}

const SLIPS: readonly { readonly name: string; readonly slip: Slip; readonly made: number; readonly found: number }[] =
  [
    {
      name: 'the bounds of an interval exchanged',
      slip: both(
        inResults(({ given }) => boundsExchanged(given)),
        inContrasts(({ given }) => boundsExchanged(given)),
      ),
      made: 51,
      found: 51,
    },
    {
      name: 'the decimal point of an estimate moved',
      slip: inContrasts(({ given }) => (given['ci-low'] ? pointMoved(given, 'estimate') : [])),
      made: 88,
      found: 85,
    },
    {
      name: 'the decimal point of a bound moved',
      slip: inContrasts(({ given }) => [...pointMoved(given, 'ci-low'), ...pointMoved(given, 'ci-high')]),
      made: 176,
      found: 172,
    },
    {
      name: 'the sign of a difference lost',
      slip: inContrasts(({ effect, given }) =>
        effect === 'difference' && given.estimate && given['ci-low']
          ? [{ ...given, estimate: withValue(given.estimate, -given.estimate.value) }]
          : [],
      ),
      made: 17,
      found: 15,
    },
    { name: 'an SE for the SD of one arm', slip: inResults(seForSd), made: 48, found: 46 },
    { name: 'SEs for the SDs of the whole study', slip: everywhere, made: 12, found: 5 },
    {
      name: 'the decimal point of an SD moved',
      slip: inResults(({ given }) => pointMoved(given, 'sd')),
      made: 98,
      found: 96,
    },
    {
      name: 'events and people exchanged',
      slip: inResults(({ given }) => (given.events && given.n ? [{ ...given, events: given.n, n: given.events }] : [])),
      made: 48,
      found: 48,
    },
    {
      name: 'the decimal point of a percentage moved',
      slip: inResults(({ given }) => pointMoved(given, 'percent')),
      made: 44,
      found: 44,
    },
    {
      name: 'the decimal point of p moved',
      slip: inContrasts(({ given }) => (given['ci-low'] ? pointMoved(given, 'p') : [])),
      made: 42,
      found: 32,
    },
    {
      name: 'a quartile and the median exchanged',
      slip: inResults(({ given }) =>
        given.q1 && given.median ? [{ ...given, q1: given.median, median: given.q1 }] : [],
      ),
      made: 8,
      found: 8,
    },
    {
      name: 'one digit more in the number of people',
      slip: inResults(({ given }) => (given.n ? [{ ...given, n: withValue(given.n, given.n.value * 10) }] : [])),
      made: 105,
      found: 51,
    },
  ]

describe('errors made in correct published results', () => {
  for (const { name, slip, made, found } of SLIPS) {
    const studies = CORRECT.flatMap(({ study }) => slip(study))
    const caught = studies.filter((study) => warningsOf(study).length > 0)
    it(`${name}: ${caught.length} of ${studies.length} are found`, () => {
      expect({ made: studies.length, found: caught.length }).toEqual({ made, found })
    })
  }

  it(`none is found where none was made: 0 false alarms over ${CORRECT.length} studies`, () => {
    expect(CORRECT.filter(({ study }) => warningsOf(study).length > 0)).toEqual([])
  })
})
