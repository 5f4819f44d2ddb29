/** Where each bound of a trap begins to matter: the pair of studies differs by little, and only the second is told of. */
import { expect, it } from 'vitest'
import { warningsOf, type TrapId } from './index.ts'
import { arm, contrast, effect, outcome, result, study } from './testing/build.ts'
import type { TrapStudy } from './trap.ts'

type Beginning = { readonly of: TrapId; readonly where: string; readonly silent: TrapStudy; readonly fires: TrapStudy }

const spread = (sd: string) => study({ results: [result('pain 6 a', { n: '100', sd, se: '0.200' })] })

const ofMean = (low: string, high: string) =>
  study({ results: [result('pain 6 a', { n: '100', sd: '10.0', 'ci-low': low, 'ci-high': high })] })

const atLevel = (level: string, se: string) =>
  study({ contrasts: [contrast('pain 6 a b', 'difference', { 'ci-low': '-2.576', 'ci-high': '2.576', level, se })] })

const ratio = (printed: string) => study({ contrasts: [effect('work 6 a b', 'ratio', printed)] })

const arms = (first: string, second: string, n = '36') =>
  study({ results: [result('pain 6 a', { n, sd: first }), result('pain 6 b', { n, sd: second })] })

const categories = (n: string) =>
  study({ results: [{ ...result('state 6 a', { n }), counts: { cell: 'state 6 a/counts', values: [12, 30, 8] } }] })

const analysed = (n: string) => study({ arms: [arm('a', '60', n)] })

const ofUnknown = (printed: string) => study({ contrasts: [effect('pain 6 a b', null, printed)] })

const BEGINNINGS: readonly Beginning[] = [
  { of: 'sd-matches-se', where: 'a tenth away', silent: spread('2.18'), fires: spread('2.30') },
  {
    of: 'interval-matches-spread',
    where: 'a quarter away',
    silent: ofMean('47.65', '52.35'),
    fires: ofMean('47.40', '52.60'),
  },
  {
    of: 'interval-matches-spread',
    where: 'level in percent',
    silent: atLevel('99', '1.000'),
    fires: atLevel('95', '1.000'),
  },
  {
    of: 'interval-matches-spread',
    where: 'level as a share',
    silent: atLevel('0.99', '1.000'),
    fires: atLevel('0.99', '0.700'),
  },
  {
    of: 'interval-matches-spread',
    where: 'level of 99 %',
    silent: atLevel('99', '0.900'),
    fires: atLevel('99', '0.700'),
  },
  {
    of: 'interval-symmetric',
    where: 'a tenth of half the width',
    silent: ratio('1.19 0.92 1.60'),
    fires: ratio('1.19 0.92 1.68'),
  },
  {
    of: 'interval-symmetric',
    where: 'kind of effect not known, values below 0',
    silent: ofUnknown('-1.20 -2.10 -0.30'),
    fires: ofUnknown('-1.50 -2.10 -0.30'),
  },
  {
    of: 'p-matches-interval',
    where: 'no effect left out',
    silent: ratio('0.80 0.65 0.98 0.04'),
    fires: ratio('0.80 0.65 0.98 0.06'),
  },
  {
    of: 'p-matches-interval',
    where: 'no effect inside',
    silent: ratio('0.80 0.64 1.01 0.06'),
    fires: ratio('0.80 0.64 1.01 0.04'),
  },
  {
    of: 'p-matches-interval',
    where: 'size',
    silent: ratio('0.65 0.51 0.82 0.0002'),
    fires: ratio('0.65 0.51 0.82 0.000001'),
  },
  {
    of: 'p-matches-interval',
    where: 'size, far from 0',
    silent: ratio('0.50 0.45 0.56 0.00000000000000000000001'),
    fires: ratio('0.50 0.45 0.56 0.00002'),
  },
  {
    of: 'sd-alike-between-arms',
    where: 'as a standard error',
    silent: arms('0.75', '2.10'),
    fires: arms('0.65', '2.10'),
  },
  {
    of: 'sd-alike-between-arms',
    where: 'whatever the reason',
    silent: arms('0.38', '2.10', '400'),
    fires: arms('0.33', '2.10', '400'),
  },
  { of: 'categories-add-up', where: 'too few people', silent: categories('50'), fires: categories('49') },
  { of: 'n-within-randomised', where: 'analysed', silent: analysed('60'), fires: analysed('61') },
  {
    of: 'inside-scale',
    where: 'below the scale',
    silent: study({
      outcomes: [outcome('pain', 'continuous', { scale: ['1', '10'] })],
      results: [result('pain 6 a', { mean: '1.0' })],
    }),
    fires: study({
      outcomes: [outcome('pain', 'continuous', { scale: ['1', '10'] })],
      results: [result('pain 6 a', { mean: '0.9' })],
    }),
  },
]

it.each(BEGINNINGS.map((beginning) => [beginning.of, beginning.where, beginning] as const))(
  '%s begins: %s',
  (id, _, { silent, fires }) => {
    const toldOf = [silent, fires].map((one) => warningsOf(one).some(({ trap }) => trap === id))
    expect(toldOf).toEqual([false, true])
  },
)
