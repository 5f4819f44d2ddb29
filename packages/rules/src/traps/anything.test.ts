/** Whatever somebody types, traps answer: with plain sentences, and each about the cells of the numbers it looked at. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainJsonFault } from '../json.ts'
import { sentenceOfWarning, TRAPS, warningsOf } from './index.ts'
import { given, outcome } from './testing/build.ts'
import type { ContrastField, Given, Givens, ResultField, TrapStudy } from './trap.ts'

const RESULT_FIELDS = [
  'n',
  'events',
  'percent',
  'mean',
  'sd',
  'se',
  'ci-low',
  'ci-high',
  'level',
  'median',
  'q1',
  'q3',
  'minimum',
  'maximum',
] as const satisfies readonly ResultField[]
const CONTRAST_FIELDS = [
  'estimate',
  'ci-low',
  'ci-high',
  'level',
  'se',
  'p',
] as const satisfies readonly ContrastField[]

const decimals = fc.oneof(
  fc.constantFrom('0', '-0', '1', '2', '10', '95', '100', '-1', '0.0', '0.05', '0.95', '0.5', '1.50', '1.5', '12'),
  fc.integer({ min: -30, max: 300 }).map(String),
  fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: 0, max: 99 })).map((parts) => parts.join('.')),
  fc.constantFrom('9'.repeat(30), `0.${'0'.repeat(27)}1`, `-${'9'.repeat(29)}`),
)

const givens = <Field extends string>(row: string, fields: readonly Field[]): fc.Arbitrary<Givens<Field>> =>
  fc
    .tuple(
      ...fields.map((field) => fc.option(decimals.map((text) => [field, given(`${row}/${field}`, text)] as const))),
    )
    .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== null)) as Givens<Field>)

/** Each row has cells of its own. */
function numbered<Row extends { readonly given: Givens<string> }>(rows: readonly Row[]): readonly Row[] {
  return rows.map((row, at) => ({
    ...row,
    given: Object.fromEntries(
      Object.entries(row.given).map(([field, one]) => [field, one && { ...one, cell: `${at}/${one.cell}` }]),
    ),
  }))
}

const maybe = (cell: string): fc.Arbitrary<Given | null> => fc.option(decimals.map((text) => given(cell, text)))

const results = fc.array(
  fc.record({
    outcome: fc.constantFrom('a', 'b', 'gone'),
    timepoint: fc.constantFrom('6', '12'),
    arm: fc.constantFrom('x', 'y'),
    of: fc.constantFrom('final' as const, 'change' as const),
    given: givens('result', RESULT_FIELDS),
    counts: fc.option(fc.record({ cell: fc.constant('counts'), values: fc.array(fc.nat(20), { maxLength: 3 }) })),
  }),
  { maxLength: 4 },
)

const contrasts = fc.array(
  fc.record({
    outcome: fc.constantFrom('a', 'b', 'gone'),
    timepoint: fc.constantFrom('6', '12'),
    arm: fc.constant('x'),
    comparator: fc.constant('y'),
    effect: fc.constantFrom('ratio' as const, 'difference' as const, 'standardised-difference' as const, null),
    given: givens('contrast', CONTRAST_FIELDS),
  }),
  { maxLength: 3 },
)

const sds = fc.array(fc.constantFrom(0, 1, 10, 11, 12, 1e30, 1e-30), { maxLength: 2 })
const elsewhere = fc.array(
  fc.record({ study: fc.constant('Burke 1994'), unit: fc.constantFrom('days', 'weeks', null), sds }),
  { maxLength: 5 },
)

const studies: fc.Arbitrary<TrapStudy> = fc
  .record({
    arms: fc.tuple(maybe('x/randomised'), maybe('x/analysed'), maybe('y/randomised')),
    ends: fc.tuple(maybe('a/low'), maybe('a/high')),
    elsewhere,
    totalRandomised: maybe('total'),
    results,
    contrasts,
    dates: fc.array(
      fc.record({
        cell: fc.constantFrom('start', 'end'),
        label: fc.constantFrom('Start', 'End'),
        value: fc.constantFrom('2019', '2019-05', '2019-05-17', '2018-12'),
        order: fc.constantFrom(1, 2, null),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ arms: [first, analysed, second], ends: [low, high], elsewhere: others, ...rest }) => ({
    ...rest,
    results: numbered(rest.results),
    contrasts: numbered(rest.contrasts),
    dates: rest.dates.map((date, at) => ({ ...date, cell: `${at}/${date.cell}` })),
    arms: [
      { id: 'x', label: 'x', randomised: first, analysed },
      { id: 'y', label: 'y', randomised: second, analysed: null },
    ],
    outcomes: [
      { ...outcome('a', 'continuous', { unit: 'days', elsewhere: others }), low, high },
      outcome('b', 'dichotomous'),
    ],
  }))

it('traps answer whatever is typed, in sentences without holes', () => {
  const fired = new Set<string>()
  fc.assert(
    fc.property(studies, (study) => {
      for (const warning of warningsOf(study)) {
        fired.add(warning.trap)
        expect(plainJsonFault(warning)).toBeNull()
        expect(warning.cells).toContain(warning.cell)
        expect(new Set(warning.cells).size).toBe(warning.cells.length)
        expect(sentenceOfWarning(warning)).toMatch(/^[A-Z0-9p-].*\.$/)
        expect(sentenceOfWarning(warning)).not.toMatch(/NaN|Infinity|undefined|null|\[object/)
      }
    }),
    { seed: 2011, numRuns: 1_000 },
  )
  // Otherwise little would have been tried. Some traps need numbers that agree, which chance seldom gives.
  expect(fired.size).toBeGreaterThan(TRAPS.length - 5)
})
