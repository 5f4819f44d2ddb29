import { describe, expect, it } from 'vitest'
import { plainJsonFault } from '../json.ts'
import { sentenceOfWarning, TRAPS, warningsOf, type Warning } from './index.ts'
import { outcome, result, study } from './testing/build.ts'
import { TRAP_EXAMPLES } from './testing/examples.ts'
import { AT_ODDS, CORRECT } from './testing/published.ts'

describe('every trap', () => {
  for (const [id, { fires, cell, sentence, silent }] of Object.entries(TRAP_EXAMPLES)) {
    it(`${id}: fires over its example, and says why`, () => {
      const warnings = warningsOf(fires).filter(({ trap }) => trap === id)
      expect(warnings.map((warning) => [warning.cell, sentenceOfWarning(warning)])).toEqual([[cell, sentence]])
      for (const warning of warnings) {
        expect(warning.cells).toContain(cell)
        expect(plainJsonFault(warning)).toBeNull()
      }
    })

    it(`${id}: is the only one to fire over its example`, () => {
      expect([...new Set(warningsOf(fires).map(({ trap }) => trap))]).toEqual([id])
    })

    it(`${id}: is silent where nothing is wrong`, () => {
      for (const study of silent) {
        expect(
          warningsOf(study)
            .filter(({ trap }) => trap === id)
            .map(sentenceOfWarning),
        ).toEqual([])
      }
    })
  }

  it('has its examples, and says where it comes from', () => {
    expect(TRAPS.map(({ id }) => id as string).sort()).toEqual(Object.keys(TRAP_EXAMPLES).sort())
    for (const { source } of TRAPS) expect(source).toMatch(/^[A-Z].+\.$/)
  })
})

it('SDs that are many times apart are told of, whatever the reason', () => {
  const apart = study({
    results: [result('pain 6 a', { n: '36', sd: '0.021' }), result('pain 6 b', { n: '34', sd: '2.10' })],
  })
  expect(warningsOf(apart).map(sentenceOfWarning)).toEqual([
    'The SD is 0.021, in another arm 2.10. A digit may be missing, or too many.',
  ])
})

it('a result is judged by its own outcome', () => {
  const elsewhere = ['Burke 1994', 'Linton 1992', 'Lindström 1992'].map((name) => ({
    study: name,
    unit: null,
    sds: [2],
  }))
  const outcomes = [
    outcome('pain', 'continuous', { scale: ['0', '10'], elsewhere }),
    outcome('disability', 'continuous', { scale: ['0', '100'] }),
  ]
  const told = (place: string, mean: string) =>
    warningsOf(study({ outcomes, results: [result(place, { n: '40', mean, sd: '20.0' })] })).map(({ trap }) => trap)
  expect([told('disability 6 a', '40'), told('disability 6 a', '5')]).toEqual([[], []])
  expect(told('pain 6 a', '40')).toEqual(['inside-scale', 'sd-alike-between-studies'])
  expect(told('pain 6 a', '5')).toEqual(['sd-within-scale', 'sd-alike-between-studies'])
})

it('numbers that are printed alike keep their order, others may not', () => {
  const of = (q1: string, median: string) =>
    warningsOf(study({ results: [result('leave 6 a', { q1, median })] })).length
  expect([of('1', '0'), of('1.24', '1.2'), of('1.26', '1.2')]).toEqual([1, 0, 1])
})

it.each(CORRECT.map((published) => [published.name, published.study] as const))(
  'no trap fires over correct published results: %s',
  (_, study) => expect(warningsOf(study).map(sentenceOfWarning)).toEqual([]),
)

it.each(AT_ODDS.map((published) => [published.name, published] as const))(
  'published numbers that do not agree are found: %s',
  (_, { study, trap }) => expect(warningsOf(study).map((warning) => warning.trap)).toContain(trap),
)

it('a warning of a newer server still has words', () => {
  const warning = { trap: 'of-a-newer-server', cell: 'x', cells: ['x'], details: {} } as unknown as Warning
  expect(sentenceOfWarning(warning)).toBe('These numbers do not fit together.')
})
