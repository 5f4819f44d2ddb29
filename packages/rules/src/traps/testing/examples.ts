/** Of each trap an example that it fires over, with the sentence that people read then, and one that it is silent over. */
import type { TrapId } from '../index.ts'
import type { TrapStudy } from '../trap.ts'
import { arm, contrast, effect, given, outcome, result, study } from './build.ts'

export type TrapExample = {
  readonly fires: TrapStudy
  readonly cell: string
  readonly sentence: string
  readonly silent: readonly TrapStudy[]
}

const pain = outcome('pain', 'continuous', { scale: ['0', '10'] })
const of = (...results: readonly ReturnType<typeof result>[]): TrapStudy => study({ results })
const against = (...contrasts: readonly ReturnType<typeof contrast>[]): TrapStudy => study({ contrasts })
const inScale = (...results: readonly ReturnType<typeof result>[]): TrapStudy => study({ outcomes: [pain], results })

const date = (label: string, value: string, order: number | null) => ({ cell: `dates/${label}`, label, value, order })

const elsewhere = (unit: string, ...sds: readonly number[]) =>
  sds.map((sd, at) => ({ study: `Study ${at + 1}`, unit, sds: [sd] }))
const days = (sd: string, n: string, others: readonly number[], form: 'final' | 'change' = 'final') =>
  study({
    outcomes: [outcome('leave', 'continuous', { unit: 'days', elsewhere: elsewhere('days', ...others) })],
    results: [result('leave year a', { n, sd }, form)],
  })

export const TRAP_EXAMPLES: Readonly<Record<TrapId, TrapExample>> = {
  'possible-values': {
    fires: against(effect('work 6 a b', 'ratio', '1.19 0.92 1.55 1.9')),
    cell: 'work 6 a b/p',
    sentence: 'The p value is 1.9; it can only be between 0 and 1.',
    silent: [
      against(contrast('work 6 a b', 'ratio', { estimate: '1.19', p: '1.0', se: '0' })),
      of(result('cure 6 a', { n: '0', events: '0', percent: '100' })),
    ],
  },
  'events-within-n': {
    fires: of(result('cure 6 a', { events: '12', n: '10' })),
    cell: 'cure 6 a/events',
    sentence: '12 people with the event among 10 people.',
    silent: [
      of(result('cure 6 a', { events: '10', n: '10' })),
      of(result('cure 6 a', { events: '12' })),
      study({ outcomes: [outcome('falls', 'rate')], results: [result('falls 6 a', { events: '12', n: '10' })] }),
    ],
  },
  'arms-add-up': {
    fires: study({ arms: [arm('a', '60'), arm('b', '58')], totalRandomised: given('total', '120') }),
    cell: 'total',
    sentence: 'The arms have 118 people together, the study randomised 120.',
    silent: [
      study({ arms: [arm('a', '60'), arm('b', '60')], totalRandomised: given('total', '120') }),
      study({ arms: [arm('a', '60'), arm('b', null)], totalRandomised: given('total', '120') }),
      study({ arms: [arm('a', '60')] }),
    ],
  },
  'n-within-randomised': {
    fires: study({ arms: [arm('a', '60')], results: [result('pain 6 a', { n: '66' })] }),
    cell: 'pain 6 a/n',
    sentence: '66 people in a result of "a", to which 60 were randomised.',
    silent: [
      study({ arms: [arm('a', '60', '60')], results: [result('pain 6 a', { n: '60' })] }),
      study({ arms: [arm('a', null, '60')], results: [result('pain 6 a', { n: '66' })] }),
    ],
  },
  'percent-of-n': {
    fires: of(result('cure 6 a', { events: '12', n: '60', percent: '21' })),
    cell: 'cure 6 a/percent',
    sentence: '12 of 60 are 20 %, not 21.',
    silent: [
      of(result('cure 6 a', { events: '1', n: '8', percent: '12' })),
      of(result('cure 6 a', { events: '1', n: '8', percent: '13' })),
      of(result('cure 6 a', { events: '2', n: '3', percent: '66.7' })),
      of(result('cure 6 a', { events: '1', n: '0', percent: '50' })),
      // 0.15, and 0.2 - 0.05 as a floating number.
      of(result('cure 6 a', { events: '3', n: '2000', percent: '0.2' })),
      study({
        outcomes: [outcome('falls', 'rate')],
        results: [result('falls 6 a', { events: '6', n: '10', percent: '20' })],
      }),
    ],
  },
  'categories-add-up': {
    fires: of({ ...result('state 6 a', { n: '52' }), counts: { cell: 'state 6 a/counts', values: [12, 30, 8] } }),
    cell: 'state 6 a/counts',
    sentence: 'The categories have 50 people together, the result is of 52.',
    silent: [of({ ...result('state 6 a', { n: '50' }), counts: { cell: 'state 6 a/counts', values: [12, 30, 8] } })],
  },
  'inside-scale': {
    fires: inScale(result('pain 6 a', { mean: '34' })),
    cell: 'pain 6 a/mean',
    sentence: 'The mean is 34, the scale goes from 0 to 10.',
    silent: [
      inScale(result('pain 6 a', { mean: '3.4', median: '10', minimum: '0' })),
      inScale(result('pain 6 a', { mean: '-3.4' }, 'change')),
      of(result('pain 6 a', { mean: '34' })),
    ],
  },
  'quartiles-in-order': {
    fires: of(result('leave 6 a', { median: '12', q1: '14', q3: '20' })),
    cell: 'leave 6 a/q1',
    sentence: 'The first quartile (14) is above the median (12).',
    silent: [
      of(result('leave 6 a', { minimum: '0', q1: '0', median: '0', q3: '4', maximum: '90', mean: '11.2' })),
      of(result('leave 6 a', { median: '1.2', q1: '1.24' })),
      of(result('leave 6 a', { median: '0', q1: '0', q3: '0' })),
    ],
  },
  'sd-matches-se': {
    fires: of(result('pain 6 a', { n: '100', sd: '0.21', se: '2.1' })),
    cell: 'pain 6 a/sd',
    sentence: 'The SE of 2.1 is larger than the SD of 0.21: they may be exchanged.',
    silent: [
      of(result('pain 6 a', { n: '100', sd: '2.1', se: '0.21' })),
      of(result('pain 6 a', { n: '100', sd: '2.4', se: '0.2' })),
      of(result('pain 6 a', { n: '1', sd: '2.1', se: '0.3' })),
    ],
  },
  'sd-within-scale': {
    fires: inScale(result('pain 6 a', { n: '40', mean: '2.0', sd: '8.5' })),
    cell: 'pain 6 a/sd',
    sentence: 'The SD is 8.5; values between 0 and 10 with this mean have one of at most 4.09.',
    silent: [
      inScale(result('pain 6 a', { n: '40', mean: '2.0', sd: '4.0' })),
      inScale(result('pain 6 a', { n: '40', mean: '1.0', sd: '8.5' }, 'change')),
      // A mean outside the scale, and an SD of nobody, are other errors.
      inScale(result('pain 6 a', { n: '40', mean: '12.0', sd: '4.0' })),
      inScale(result('pain 6 a', { n: '0', mean: '2.0', sd: '4.0' })),
      inScale(result('pain 6 a', { n: '2', sd: '7.0' })),
      inScale(result('pain 6 a', { n: '1', sd: '8.5' })),
    ],
  },
  'sd-alike-between-arms': {
    fires: of(result('pain 6 a', { n: '36', sd: '0.35' }), result('pain 6 b', { n: '34', sd: '2.1' })),
    cell: 'pain 6 a/sd',
    sentence: 'The SD is 0.35, in another arm 2.1. 0.35 × √36 is 2.1: it may be a standard error.',
    silent: [
      of(result('pain 6 a', { n: '36', sd: '0.9' }), result('pain 6 b', { n: '34', sd: '2.1' })),
      of(result('pain 6 a', { n: '400', sd: '0.6' }), result('pain 6 b', { n: '400', sd: '2.1' })),
      of(result('pain 6 a', { n: '36', sd: '0.35' }), result('pain 12 b', { n: '34', sd: '2.1' })),
      of(result('pain 6 a', { n: '36', sd: '0.35' }, 'change'), result('pain 6 b', { n: '34', sd: '2.1' })),
    ],
  },
  'sd-alike-between-studies': {
    fires: days('2.1', '30', [11.2, 12.9, 9.8, 12.1]),
    cell: 'leave year a/sd',
    sentence:
      'The SD is 2.1; in 4 other studies with this instrument it is about 11.6. Times the root of n it would be 11.5: it may be a standard error.',
    silent: [
      days('5.1', '30', [11.2, 12.9, 9.8, 12.1]),
      days('2.1', '30', [11.2, 12.9]),
      days('2.1', '30', [4, 30, 9.8, 90]),
      days('2.1', '30', [11.2, 12.9, 9.8, 12.1], 'change'),
      study({
        outcomes: [outcome('leave', 'continuous', { unit: 'weeks', elsewhere: elsewhere('days', 11.2, 12.9, 9.8) })],
        results: [result('leave year a', { sd: '2.1' })],
      }),
    ],
  },
  'arms-differ': {
    fires: of(result('pain 6 a', { mean: '4.53', sd: '2.1' }), result('pain 6 b', { mean: '4.53', sd: '2.1' })),
    cell: 'pain 6 b/mean',
    sentence: 'Two arms have the same mean (4.53) and the same SD (2.1), to the last digit.',
    silent: [
      of(result('pain 6 a', { mean: '4.5', sd: '2.1' }), result('pain 6 b', { mean: '4.5', sd: '2.1' })),
      of(result('pain 6 a', { mean: '4.53', sd: '2.1' }), result('pain 6 b', { mean: '4.53', sd: '2.2' })),
      of(result('pain 6 a', { mean: '4.53', sd: '2.1' }), result('pain 9 b', { mean: '4.53', sd: '2.1' })),
    ],
  },
  'bounds-in-order': {
    fires: against(effect('work 6 a b', 'ratio', '1.19 1.55 0.92')),
    cell: 'work 6 a b/ci-low',
    sentence: 'The interval begins at 1.55 and ends at 0.92: the bounds may be exchanged.',
    silent: [
      against(effect('work 6 a b', 'ratio', '1.19 0.92 1.55')),
      of(result('pain 6 a', { 'ci-low': '1.2', 'ci-high': '1.24' })),
    ],
  },
  'ratio-above-zero': {
    fires: against(effect('work 6 a b', 'ratio', '-0.36 -0.67 -0.04')),
    cell: 'work 6 a b/estimate',
    sentence: 'A ratio is never below 0; -0.36 may be its logarithm, or a difference.',
    silent: [
      against(effect('work 6 a b', 'difference', '-0.36 -0.67 -0.04')),
      against(effect('work 6 a b', 'ratio', '0.10 0.00 2.10')),
    ],
  },
  'interval-holds-estimate': {
    fires: against(effect('work 6 a b', 'ratio', '1.91 0.92 1.55')),
    cell: 'work 6 a b/estimate',
    sentence: 'The estimate is 1.91, outside of its 95 % interval from 0.92 to 1.55.',
    silent: [
      against(effect('work 6 a b', 'ratio', '1.19 0.92 1.55')),
      against(effect('work 6 a b', 'difference', '1.2 1.24 1.3')),
      against(contrast('work 6 a b', 'ratio', { estimate: '1.91', 'ci-low': '0.92' })),
    ],
  },
  'interval-symmetric': {
    fires: against(effect('work 6 a b', 'ratio', '1.19 0.92 1.95')),
    cell: 'work 6 a b/estimate',
    sentence: 'The estimate is 1.19, but the middle of 0.92 to 1.95, as of a ratio, is 1.34.',
    silent: [
      against(effect('work 6 a b', 'ratio', '1.19 0.92 1.55')),
      against(effect('work 6 a b', 'difference', '1.4 0.9 1.9')),
      // The lower bound may be anything down to 0, whose logarithm has no end.
      against(effect('work 6 a b', 'ratio', '0.1 0.0 2.1')),
      against(effect('work 6 a b', null, '2.0 1.0 4.0')),
      against(effect('work 6 a b', null, '2.5 1.0 4.0')),
    ],
  },
  'interval-matches-spread': {
    fires: of(result('pain 6 a', { n: '25', sd: '1.02', mean: '32.1', 'ci-low': '30.0', 'ci-high': '34.2' })),
    cell: 'pain 6 a/sd',
    sentence: 'The 95 % interval from 30.0 to 34.2 means an SD of 5.09, not 1.02: that is what the SE would be.',
    silent: [
      of(result('pain 6 a', { n: '25', sd: '5.09', se: '1.02', mean: '32.1', 'ci-low': '30.0', 'ci-high': '34.2' })),
      against(contrast('pain 6 a b', 'ratio', { 'ci-low': '0.92', 'ci-high': '1.55', se: '0.133' })),
      // Of ten people, by the t and by the normal distribution.
      of(result('pain 6 a', { n: '10', sd: '5.00', 'ci-low': '46.42', 'ci-high': '53.58' })),
      of(result('pain 6 a', { n: '4', sd: '5.00', 'ci-low': '42.04', 'ci-high': '57.96' })),
      of(result('pain 6 a', { n: '4', sd: '5.00', 'ci-low': '45.10', 'ci-high': '54.90' })),
      // No interval has such a level.
      against(contrast('pain 6 a b', 'difference', { 'ci-low': '1', 'ci-high': '9', level: '100', se: '0.1' })),
      against(contrast('pain 6 a b', 'difference', { 'ci-low': '1', 'ci-high': '9', level: '0', se: '0.1' })),
      of(result('pain 6 a', { sd: '1.02', 'ci-low': '30.0', 'ci-high': '34.2' })),
    ],
  },
  'difference-matches-spread': {
    fires: study({
      results: [result('pain 6 a', { n: '121', sd: '0.911' }), result('pain 6 b', { n: '113', sd: '0.978' })],
      contrasts: [effect('pain 6 a b', 'difference', '-1.42 -4.05 1.21')],
    }),
    cell: 'pain 6 a/sd',
    sentence:
      'The 95 % interval from -4.05 to 1.21 means an SE of 1.34; by the SDs of the arms (0.911 and 0.978) it is 0.124.',
    silent: [
      study({
        results: [result('pain 6 a', { n: '121', sd: '10.02' }), result('pain 6 b', { n: '113', sd: '10.40' })],
        contrasts: [effect('pain 6 a b', 'difference', '-1.42 -4.05 1.21')],
      }),
      study({
        results: [result('pain 6 a', { n: '121', sd: '0.911' }), result('pain 12 b', { n: '113', sd: '0.978' })],
        contrasts: [effect('pain 6 a b', 'difference', '-1.42 -4.05 1.21')],
      }),
      study({
        results: [result('pain 6 a', { n: '121', sd: '10.02' }), result('pain 6 b', { n: '113', sd: '10.40' })],
        contrasts: [effect('pain 6 a b', 'standardised-difference', '-0.14 -0.40 0.12')],
      }),
    ],
  },
  'p-matches-interval': {
    fires: against(effect('work 6 a b', 'ratio', '1.19 0.92 1.55 0.02')),
    cell: 'work 6 a b/p',
    sentence: 'p is 0.02, but the 95 % interval from 0.92 to 1.55 says the opposite of whether there is no effect (1).',
    silent: [
      against(effect('work 6 a b', 'ratio', '1.19 0.92 1.55 0.19')),
      // "p < 0.05" and "p < 0.001", typed as numbers.
      against(effect('work 6 a b', 'ratio', '0.64 0.51 0.81 0.05')),
      against(effect('work 6 a b', 'ratio', '0.64 0.51 0.81 0.001')),
      // t tests of four people, and of a number that is not given; a test of twelve by the normal distribution.
      study({
        results: [result('pain 6 a', { n: '2' }), result('pain 6 b', { n: '2' })],
        contrasts: [effect('pain 6 a b', 'difference', '8.0 5.2 10.8 0.0066')],
      }),
      against(effect('pain 6 a b', 'difference', '8.0 5.2 10.8 0.000082')),
      study({
        results: [result('pain 6 a', { n: '6' }), result('pain 6 b', { n: '6' })],
        contrasts: [effect('pain 6 a b', 'difference', '8.0 5.2 10.8 0.000000021')],
      }),
      against(effect('work 6 a b', null, '1.20 0.80 1.80 0.37')),
      against(effect('work 6 a b', null, '2.0 1.0 4.0 0.049')),
    ],
  },
  'dates-in-order': {
    fires: study({ dates: [date('Start', '2019-05', 1), date('End', '2018', 2)] }),
    cell: 'dates/End',
    sentence: 'End (2018) comes before Start (2019-05).',
    silent: [
      study({ dates: [date('Start', '2019-05', 1), date('End', '2019', 2)] }),
      study({ dates: [date('Start', '2019-05', 1), date('End', '2019-05', 2)] }),
      study({ dates: [date('Start', '2019-05', null), date('End', '2018', 2)] }),
      study({ dates: [date('Start', '2019-05', 1), date('End', '2018', 1)] }),
    ],
  },
  'one-unit': {
    fires: study({
      outcomes: [
        outcome('leave', 'continuous', {
          unit: 'weeks',
          elsewhere: [
            { study: 'Linton 1992', unit: null, sds: [] },
            { study: 'Burke 1994', unit: 'days', sds: [] },
          ],
        }),
      ],
    }),
    cell: 'leave/unit',
    sentence: 'The unit is weeks; in Burke 1994 the same outcome is in days.',
    silent: [
      study({
        outcomes: [
          outcome('leave', 'continuous', { unit: 'days', elsewhere: [{ study: 'Burke 1994', unit: 'days', sds: [] }] }),
          outcome('work', 'continuous', { unit: 'days', elsewhere: [{ study: 'Burke 1994', unit: null, sds: [] }] }),
          outcome('pain', 'continuous', { elsewhere: [{ study: 'Burke 1994', unit: 'days', sds: [] }] }),
        ],
      }),
    ],
  },
}
