/**
 * Results as they were published. In the first list nothing is known to be wrong, so no trap may fire over it; the second has
 * numbers that do not agree with each other as they are printed, each with the trap that says so.
 */
import type { TrapStudy } from '../trap.ts'
import { arm, contrast, effect, given, outcome, result, study } from './build.ts'

export type Published = { readonly name: string; readonly source: string; readonly study: TrapStudy }

/** "o 2 a b", n, mean and SD of both, difference with its interval, p of the t test. */
function comparison(place: string, printed: string): Pick<TrapStudy, 'results' | 'contrasts'> {
  const [name = '', time = '', first = '', second = ''] = place.split(' ')
  const [n1 = '', mean1 = '', sd1 = '', n2 = '', mean2 = '', sd2 = '', ...rest] = printed.split(' ')
  return {
    results: [
      result(`${name} ${time} ${first}`, { n: n1, mean: mean1, sd: sd1 }, 'change'),
      result(`${name} ${time} ${second}`, { n: n2, mean: mean2, sd: sd2 }, 'change'),
    ],
    contrasts: [effect(place, 'difference', rest.join(' '))],
  }
}

const FROST = [
  ['odi 2', '121 -3.09 10.02 113 -1.67 10.40 -1.42 -4.05 1.21 0.29'],
  ['odi 6', '108 -3.27 11.93 96 -3.42 10.80 0.15 -3.01 3.31 0.93'],
  ['odi 12', '101 -3.75 11.50 97 -3.70 11.05 -0.05 -3.22 3.11 0.97'],
  ['rmdq 2', '124 -1.31 4.26 112 -0.71 3.80 -0.59 -1.63 0.45 0.26'],
  ['rmdq 6', '110 -1.18 4.75 95 -1.28 4.58 0.10 -1.19 1.39 0.88'],
  ['rmdq 12', '106 -1.23 4.70 97 -1.56 4.23 0.33 -0.91 1.57 0.60'],
  ['physical 2', '116 0.43 9.26 108 -1.38 9.33 1.81 -0.64 4.26 0.15'],
  ['physical 6', '105 0.01 9.84 91 -0.46 8.92 0.48 -2.19 3.14 0.73'],
  ['physical 12', '90 0.59 10.33 87 -1.15 10.21 1.74 -1.31 4.78 0.26'],
  ['mental 2', '116 0.86 8.24 108 -1.40 8.78 2.26 0.02 4.50 0.048'],
  ['mental 6', '105 0.13 8.35 91 -0.35 7.88 0.48 -1.82 2.78 0.68'],
  ['mental 12', '90 0.46 9.14 87 -1.22 8.88 1.68 -0.99 4.36 0.22'],
].map(([place = '', printed = '']) => comparison(`${place} therapy advice`, printed))

const frost2004: Published = {
  name: 'Frost 2004: twelve comparisons of mean changes',
  source: 'BMJ 2004;329:708, doi 10.1136/bmj.38216.868808.7C, data supplement, table 1.',
  study: study({
    arms: [arm('therapy', '144'), arm('advice', '142')],
    totalRandomised: given('total', '286'),
    outcomes: [
      outcome('odi', 'continuous', { scale: ['0', '100'] }),
      outcome('rmdq', 'continuous', { scale: ['0', '24'] }),
      outcome('physical', 'continuous'),
      outcome('mental', 'continuous'),
    ],
    results: FROST.flatMap(({ results }) => results),
    contrasts: FROST.flatMap(({ contrasts }) => contrasts),
  }),
}

/** "13 7 16 143": median, quartiles and people. */
const quartiles = (place: string, printed: string) => {
  const [median = '', q1 = '', q3 = '', n = ''] = printed.split(' ')
  return result(place, { median, q1, q3, n })
}

/** "142 56 39": people, events, percent. */
const risk = (place: string, printed: string) => {
  const [n = '', events = '', percent] = printed.split(' ')
  return result(place, { n, events, ...(percent === undefined ? {} : { percent }) })
}

const jellema2005: Published = {
  name: 'Jellema 2005: medians with quartiles, risks, odds ratios',
  source: 'BMJ 2005;331:84, doi 10.1136/bmj.38495.686736.E0, table 2, without two percentages (see below).',
  study: study({
    arms: [arm('strategy', null), arm('usual', null)],
    outcomes: [
      outcome('rdq', 'continuous', { scale: ['0', '24'] }),
      outcome('no-recovery', 'dichotomous'),
      outcome('sick-leave', 'dichotomous'),
    ],
    results: [
      quartiles('rdq 0 strategy', '13 7 16 143'),
      quartiles('rdq 0 usual', '13 8 16 171'),
      quartiles('rdq 6 strategy', '4 1 9 142'),
      quartiles('rdq 6 usual', '4 1 10 163'),
      quartiles('rdq 13 strategy', '2 0 6 140'),
      quartiles('rdq 13 usual', '2 0 5 163'),
      quartiles('rdq 26 strategy', '1 0 4 134'),
      quartiles('rdq 26 usual', '1 0 3 163'),
      risk('no-recovery 6 strategy', '142 56 39'),
      risk('no-recovery 13 strategy', '141 47 33'),
      risk('no-recovery 13 usual', '164 53 32'),
      risk('no-recovery 26 strategy', '136 44 32'),
      risk('no-recovery 26 usual', '163 50 31'),
      risk('no-recovery 52 strategy', '132 42 32'),
      risk('no-recovery 52 usual', '156 43 28'),
      risk('sick-leave 0 strategy', '115 40 35'),
      risk('sick-leave 0 usual', '139 57 41'),
      risk('sick-leave 6 strategy', '116 19 16'),
      risk('sick-leave 6 usual', '132 26 20'),
      risk('sick-leave 13 strategy', '114 5 4'),
      risk('sick-leave 13 usual', '134 17 13'),
      risk('sick-leave 26 strategy', '110 3 3'),
      risk('sick-leave 26 usual', '134 11 8'),
      risk('sick-leave 52 usual', '128 9 7'),
    ],
    contrasts: [
      effect('rdq all strategy usual', 'difference', '0.25 -0.77 1.28'),
      effect('no-recovery all strategy usual', 'ratio', '1.16 0.63 2.17'),
      effect('sick-leave all strategy usual', 'ratio', '0.69 0.43 1.13'),
    ],
  }),
}

const recoveryArms = [arm('dexamethasone', '2104'), arm('usual', '4321')]

const recovery2021: Published = {
  name: 'RECOVERY 2021: deaths and rate ratios',
  source: 'N Engl J Med 2021;384:693-704, abstract.',
  study: study({
    arms: recoveryArms,
    outcomes: ['death', 'ventilated', 'oxygen', 'neither'].map((id) => outcome(id, 'dichotomous')),
    results: [risk('death 28 dexamethasone', '2104 482 22.9'), risk('death 28 usual', '4321 1110 25.7')],
    contrasts: [
      effect('death 28 dexamethasone usual', 'ratio', '0.83 0.75 0.93 0.001'),
      effect('ventilated 28 dexamethasone usual', 'ratio', '0.64 0.51 0.81'),
      effect('oxygen 28 dexamethasone usual', 'ratio', '0.82 0.72 0.94'),
      effect('neither 28 dexamethasone usual', 'ratio', '1.19 0.92 1.55'),
    ],
  }),
}

const recovery2020: Published = {
  name: 'RECOVERY 2020, preliminary: deaths and discharges with p values',
  source: 'medRxiv 2020.06.22.20137273 version 1, abstract and results.',
  study: study({
    arms: recoveryArms,
    outcomes: ['death', 'ventilated', 'oxygen', 'neither', 'discharge'].map((id) => outcome(id, 'dichotomous')),
    results: [
      risk('death 28 dexamethasone', '2104 454 21.6'),
      risk('death 28 usual', '4321 1065 24.6'),
      risk('discharge 28 dexamethasone', '2104 1360 64.6'),
      risk('discharge 28 usual', '4321 2639 61.1'),
    ],
    contrasts: [
      effect('death 28 dexamethasone usual', 'ratio', '0.83 0.74 0.92 0.001'),
      effect('ventilated 28 dexamethasone usual', 'ratio', '0.65 0.51 0.82 0.001'),
      effect('oxygen 28 dexamethasone usual', 'ratio', '0.80 0.70 0.92 0.002'),
      effect('neither 28 dexamethasone usual', 'ratio', '1.22 0.93 1.61 0.14'),
      effect('discharge 28 dexamethasone usual', 'ratio', '1.11 1.04 1.19'),
    ],
  }),
}

const sprint2015: Published = {
  name: 'SPRINT 2015: hazard ratios with p values',
  source: 'N Engl J Med 2015;373:2103-2116, abstract.',
  study: study({
    outcomes: [outcome('primary', 'time-to-event'), outcome('death', 'time-to-event')],
    contrasts: [
      effect('primary end intensive standard', 'ratio', '0.75 0.64 0.89 0.001'),
      effect('death end intensive standard', 'ratio', '0.73 0.60 0.90 0.003'),
    ],
  }),
}

const stapelfeldt2011: Published = {
  name: 'Stapelfeldt 2011: thirteen hazard rate ratios of returning to work',
  source: 'BMC Musculoskelet Disord 2011;12:112, table 2, without the line on age (see below).',
  study: study({
    contrasts: [
      '1.19 0.93 1.52',
      '1.01 0.75 1.36',
      '1.25 0.92 1.69',
      '1.05 0.80 1.38',
      '1.06 0.80 1.41',
      '1.19 0.94 1.54',
      '1.33 1.03 1.72',
      '1.14 0.88 1.47',
      '1.18 0.91 1.51',
      '1.40 1.03 1.90',
      '1.30 1.00 1.69',
      '1.67 1.28 2.18',
      '1.62 1.24 2.11',
    ].map((printed, at) => effect(`predictor-${at} year yes no`, 'ratio', printed)),
  }),
}

const klaberMoffett1999: Published = {
  name: 'Klaber Moffett 1999: differences of changes',
  source: 'Randomised controlled trial of exercise for low back pain, BMJ 1999;319:279-283 (PMC28176), abstract.',
  study: study({
    totalRandomised: given('total', '187'),
    contrasts: [
      effect('roland year exercise usual', 'difference', '1.35 0.13 2.57'),
      effect('aberdeen year exercise usual', 'difference', '4.44 1.01 7.87'),
    ],
  }),
}

const altmanBland2011: Published = {
  name: 'Altman and Bland 2011: a difference and a ratio, with the intervals that follow from p',
  source: 'BMJ 2011;343:d2090: 17 percentage points with p = 0.032, a relative risk of 0.30 with p = 0.034.',
  study: study({
    contrasts: [
      effect('recovered 2 zinc control', 'difference', '17.0 1.4 32.6 0.032'),
      effect('risk all treated untreated', 'ratio', '0.30 0.10 0.90 0.034'),
    ],
  }),
}

const yorkExercises: Published = {
  name: 'Peacock 1995 and McMurdo 1997: a proportion with its SE, mean changes with intervals',
  source: 'As quoted by Bland, Estimation, standard error and confidence intervals, University of York.',
  study: study({
    results: [
      result('bone 24 calcium', { mean: '-2.6', 'ci-low': '-4.6', 'ci-high': '-0.6' }, 'change'),
      result('bone 24 exercise', { mean: '1.14', 'ci-low': '-0.8', 'ci-high': '3.1' }, 'change'),
    ],
    contrasts: [
      contrast('preterm all women none', 'difference', {
        estimate: '7.5',
        se: '0.68',
        'ci-low': '6.1',
        'ci-high': '8.8',
      }),
    ],
  }),
}

const boneDensity2020: Published = {
  name: 'Means with SDs and intervals of fifteen sites',
  source: 'PMC7398389, table 3, percentages written as shares, without one line (see below).',
  study: study({
    results: [
      ['density 6 test', '0.847 0.79 0.91 0.107'],
      ['density 6 control', '0.834 0.76 0.91 0.129'],
      ['density 12 test', '0.889 0.85 0.93 0.078'],
      ['density 12 control', '0.825 0.74 0.91 0.148'],
      ['later 12 test', '0.049 0.02 0.08 0.058'],
    ].map(([place = '', printed = '']) => {
      const [mean = '', low = '', high = '', sd = ''] = printed.split(' ')
      return result(place, { n: '15', mean, 'ci-low': low, 'ci-high': high, sd })
    }),
  }),
}

const handbookCrossover: Published = {
  name: 'Cochrane Handbook: a cross-over trial of ten people',
  source: 'Cochrane Handbook 5.1, section 16.4.6.4.',
  study: study({
    results: [
      result('pain end e', { n: '10', mean: '7.0', sd: '2.38' }),
      result('pain end c', { n: '10', mean: '6.5', sd: '2.21' }),
    ],
    contrasts: [contrast('pain end e c', 'difference', { estimate: '0.5', se: '0.632' })],
  }),
}

/** People, mean and SD of the length of stay in days under specialised and under routine care. */
const NORMAND: readonly (readonly [string, string, string])[] = [
  ['Edinburgh', '155 55 47', '156 75 64'],
  ['Orpington, mild', '31 27 7', '32 29 4'],
  ['Orpington, moderate', '75 64 17', '71 119 29'],
  ['Orpington, severe', '18 66 20', '18 137 48'],
  ['Montreal, home', '8 14 8', '13 18 11'],
  ['Montreal, transfer', '57 19 7', '52 18 4'],
  ['Newcastle', '34 52 45', '33 41 34'],
  ['Umeå', '110 21 16', '183 31 27'],
  ['Uppsala', '60 30 27', '52 23 20'],
]

const sdOf = (printed: string): number => Number(printed.split(' ')[2])

const normand1999: readonly Published[] = NORMAND.map(([name, ...arms]) => ({
  name: `Normand 1999: length of stay, ${name}`,
  source: 'Stat Med 1999;18:321-359; dat.normand1999 of the R package metadat.',
  study: study({
    outcomes: [
      outcome('stay', 'continuous', {
        unit: 'days',
        elsewhere: NORMAND.filter(([other]) => other !== name).map(([other, ...groups]) => ({
          study: other,
          unit: 'days',
          sds: groups.map(sdOf),
        })),
      }),
    ],
    results: arms.map((printed, at) => {
      const [n = '', mean = '', sd = ''] = printed.split(' ')
      return result(`stay end ${['special', 'routine'][at]}`, { n, mean, sd })
    }),
  }),
}))

/** Cases and non-cases among the vaccinated, then among the others. */
const BCG = [
  '4 119 11 128',
  '6 300 29 274',
  '3 228 11 209',
  '62 13536 248 12619',
  '33 5036 47 5761',
  '180 1361 372 1079',
  '8 2537 10 619',
  '505 87886 499 87892',
  '29 7470 45 7232',
  '17 1699 65 1600',
  '186 50448 141 27197',
  '5 2493 3 2338',
  '27 16886 29 17825',
]

const colditz1994: Published = {
  name: 'Colditz 1994: thirteen trials of BCG',
  source: 'JAMA 1994;271:698-702; dat.bcg of the R package metadat.',
  study: study({
    outcomes: BCG.map((_, at) => outcome(`trial-${at}`, 'dichotomous')),
    results: BCG.flatMap((printed, at) => {
      const [a = 0, b = 0, c = 0, d = 0] = printed.split(' ').map(Number)
      return [risk(`trial-${at} end bcg`, `${a + b} ${a}`), risk(`trial-${at} end none`, `${c + d} ${c}`)]
    }),
  }),
}

export const CORRECT: readonly Published[] = [
  frost2004,
  jellema2005,
  recovery2021,
  recovery2020,
  sprint2015,
  stapelfeldt2011,
  klaberMoffett1999,
  altmanBland2011,
  yorkExercises,
  boneDensity2020,
  handbookCrossover,
  colditz1994,
  ...normand1999,
]

/** As the named pages print them; where the mistake was made is not known. */
export const AT_ODDS: readonly (Published & { readonly trap: string })[] = [
  {
    name: 'an interval without its estimate: 1.21 (0.95 to 1.14)',
    source: 'Cates, BMJ 2007;334:1020, as quoted by the Healthy Skepticism library, item 10145.',
    trap: 'interval-holds-estimate',
    study: study({ contrasts: [effect('death all atenolol other', 'ratio', '1.21 0.95 1.14')] }),
  },
  {
    name: 'a 95 % interval as wide as one of 99 % would be by its p value: 0.65 (0.48 to 0.88), p = 0.0003',
    source: 'First announcement of RECOVERY, as quoted by medicinesresources.nhs.uk; compare RECOVERY 2020 above.',
    trap: 'p-matches-interval',
    study: study({ contrasts: [effect('ventilated 28 dexamethasone usual', 'ratio', '0.65 0.48 0.88 0.0003')] }),
  },
  {
    name: 'a percentage that is not of its numbers: 60/163 (38)',
    source: 'Jellema 2005, table 2, no recovery after 6 weeks.',
    trap: 'percent-of-n',
    study: study({ results: [risk('no-recovery 6 usual', '163 60 38')] }),
  },
  {
    name: 'another: 8/107 (8)',
    source: 'Jellema 2005, table 2, sick leave after 52 weeks.',
    trap: 'percent-of-n',
    study: study({ results: [risk('sick-leave 52 strategy', '107 8 8')] }),
  },
  {
    name: 'percentages beside the numbers of the other arm: 6.8 % (69/897) and 7.7 % (63/930)',
    source: 'Debate: a subversive view of subsets, Curr Control Trials Cardiovasc Med 2000;1, table 1.',
    trap: 'percent-of-n',
    study: study({ results: [risk('death 7 control', '897 69 6.8'), risk('death 7 atenolol', '930 63 7.7')] }),
  },
  {
    name: 'an upper bound that is out of line: 1.15 (0.90 to 1.97)',
    source: 'Stapelfeldt 2011, table 2, age.',
    trap: 'interval-symmetric',
    study: study({ contrasts: [effect('age year younger older', 'ratio', '1.15 0.90 1.97')] }),
  },
  {
    name: 'an interval around another mean: -0.008 (-0.02 to 0.03)',
    source: 'PMC7398389, table 3, control between 6 and 12 months.',
    trap: 'interval-symmetric',
    study: study({
      results: [
        result('later 12 control', { n: '15', mean: '-0.008', 'ci-low': '-0.02', 'ci-high': '0.03' }, 'change'),
      ],
    }),
  },
]
