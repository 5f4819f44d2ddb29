/**
 * What the demo extracts from its six studies. Everything here is invented: the arms are named after the words of the studies'
 * own titles, and no number is one that a study reported. `invented` of the review says so wherever it is shown.
 *
 * Written for the seeder: documents as they are stored, keyed by row ids that say what they are.
 */
import { cellId, fieldKey, orderKey, type Json, type Source, type Status } from '@tandem/rules'
import type { DemoReviewer } from './demo-data.ts'

export type DemoExtraction = {
  /** The study's key. */
  readonly study: string
  /** What both agreed on before, in one document. */
  readonly structure: DemoFields
  /** Blind drafts: complete and submitted, begun, or not even opened. */
  readonly drafts: { readonly [reviewer in DemoReviewer]: DemoExtractionDraft | null }
  /** What they settled after the reveal; null where it is still open, or where nothing differed. */
  readonly settled: DemoFields | null
}

export type DemoExtractionDraft = { readonly fields: DemoFields; readonly isSubmitted: boolean }

export type DemoFields = Readonly<Record<string, Json>>

const said = (value: Json, status: Status = 'reported'): Json => ({ status, value })
const without = (status: 'not-reported' | 'unclear' | 'not-applicable'): Json => ({ status })
const amount = (number: string, unit: string | null = null): Json => said({ amount: number, unit })
const people = (number: number): Json => said(number)

/** The answers of one row. */
function rowOf(section: string, row: string, answers: DemoFields): DemoFields {
  return Object.fromEntries(Object.entries(answers).map(([field, answer]) => [cellId(section, row, field), answer]))
}

/** A row that was added, after as many others. */
function added(section: string, row: string, place: number, answers: DemoFields): DemoFields {
  return { [orderKey(section, row)]: PLACES[place] ?? 'z', ...rowOf(section, row, answers) }
}

const PLACES = ['F', 'K', 'P', 'U', 'Z', 'e']

type Arm = readonly [id: string, name: string, role: 'intervention' | 'control']
type Time = readonly [id: string, name: string, amount: string, unit: 'wk' | 'mo' | 'y']
type Outcome = readonly [id: string, name: string, measure: 'dichotomous' | 'continuous', details: DemoFields]

function structured(arms: readonly Arm[], times: readonly Time[], outcomes: readonly Outcome[]): DemoFields {
  return Object.assign(
    {},
    ...arms.map(([id, name, role], at) => added('arms', id, at, { name: said(name), role: said(role) })),
    ...times.map(([id, name, number, unit], at) =>
      added('timepoints', id, at, { name: said(name), after: amount(number, unit) }),
    ),
    ...outcomes.map(([id, name, measure, details], at) =>
      added('outcomes', id, at, {
        name: said(name),
        domain: said('Work participation'),
        measure: said(measure),
        ...details,
      }),
    ),
  ) as DemoFields
}

const AT_WORK: DemoFields = { direction: said('higher'), reporter: said('participant') }
const DAYS_OFF: DemoFields = { direction: said('lower'), reporter: said('register'), unit: said('days') }

/** Of one result: people analysed and events, or a mean with its SD. */
const events = (n: number, count: number): DemoFields => ({ n: people(n), events: people(count) })
const mean = (n: number, value: string, sd: string): DemoFields => ({
  n: people(n),
  mean: amount(value),
  sd: amount(sd),
})

const results = (byPlace: Readonly<Record<string, DemoFields>>): DemoFields =>
  Object.assign({}, ...Object.entries(byPlace).map(([at, answers]) => rowOf('results', at, answers))) as DemoFields

const quoted = (page: string | null, quote: string): readonly Source[] => [{ pdf: null, page, quote, rectangles: [] }]

const burke: DemoFields = {
  design: said('cohort'),
  aim: said('To follow return to work after a functional restoration program, with a comparison group.'),
  country: said(['US']),
  setting: said('outpatient'),
  'recruited-from': without('not-reported'),
  'recruited-to': without('not-reported'),
  'follow-up': amount('12', 'mo'),
  randomised: people(180),
  condition: said('Disabling spinal disorders'),
  'work-status': said('Off work for four months or longer'),
  [fieldKey('design', 'source')]: quoted('1880', 'a multi-center, prospective study with a comparison group'),
  ...added('funders', 'f1', 0, { name: said('Own means'), kind: said('own'), influence: said('unclear') }),
  ...rowOf('participants', 'restoration', { n: people(120), age: amount('38.4', 'y'), women: people(41) }),
  ...rowOf('participants', 'comparison', { n: people(60), age: amount('39.1', 'y'), women: people(22) }),
  ...rowOf('interventions', 'restoration', {
    parts: said(['education', 'exercise', 'workplace']),
    length: amount('5', 'wk'),
    sessions: people(25),
  }),
  ...rowOf('interventions', 'comparison', { parts: said(['usual']) }),
  ...results({
    'work~y1~restoration': events(112, 74),
    'work~y1~comparison': events(54, 24),
  }),
}

const cui: DemoFields = {
  design: said('randomised'),
  aim: said('To compare a digital care program with conventional physiotherapy.'),
  country: said(['US']),
  setting: said('home'),
  'recruited-from': said('2020-06'),
  'recruited-to': said('2021-09'),
  'follow-up': amount('8', 'wk'),
  randomised: people(140),
  allocation: said('By a computer, in blocks'),
  condition: said('Chronic low back pain'),
  'work-status': said('At work or on sick leave'),
  ...added('funders', 'f1', 0, {
    name: said('The maker of the program'),
    kind: said('industry'),
    influence: said('yes'),
  }),
  ...rowOf('participants', 'digital', {
    n: people(70),
    age: amount('46.2', 'y'),
    'age-sd': amount('11.8', 'y'),
    women: people(40),
  }),
  ...rowOf('participants', 'physiotherapy', {
    n: people(70),
    age: amount('47.0', 'y'),
    'age-sd': amount('12.1', 'y'),
    women: people(37),
  }),
  ...rowOf('interventions', 'digital', {
    parts: said(['digital', 'education', 'exercise']),
    length: amount('8', 'wk'),
    sessions: people(24),
  }),
  ...rowOf('interventions', 'physiotherapy', {
    parts: said(['exercise']),
    length: amount('8', 'wk'),
    sessions: people(16),
  }),
  ...results({
    'impairment~w8~digital': mean(61, '21.4', '19.6'),
    'impairment~w8~physiotherapy': mean(63, '24.9', '20.8'),
  }),
}

const porteau: DemoFields = {
  design: said('before-after'),
  aim: said('To evaluate a back school program at a teaching hospital.'),
  country: said(['FR']),
  setting: said('hospital'),
  'recruited-from': without('not-reported'),
  'recruited-to': without('not-reported'),
  'follow-up': amount('6', 'mo'),
  randomised: people(144),
  condition: said('Low back pain'),
  'work-status': without('not-reported'),
  ...rowOf('participants', 'school', { n: people(144), age: amount('42', 'y'), women: people(70) }),
  ...rowOf('interventions', 'school', { parts: said(['back-school']), length: amount('1', 'wk'), sessions: people(4) }),
  ...results({ 'work~m6~school': events(118, 89) }),
}

const poulain: DemoFields = {
  design: said('cohort'),
  aim: said('To follow return to work in the long term after a functional restoration program.'),
  country: said(['FR']),
  setting: said('hospital'),
  'recruited-from': said('1999'),
  'recruited-to': said('2003'),
  'follow-up': amount('3.5', 'y'),
  randomised: people(105),
  condition: said('Chronic low back pain'),
  'work-status': said('On sick leave'),
  ...added('funders', 'f1', 0, { name: said('The hospital'), kind: said('public'), influence: said('no') }),
  ...rowOf('participants', 'restoration', {
    n: people(105),
    age: amount('39.5', 'y'),
    'age-sd': amount('8.9', 'y'),
    women: people(38),
    'sick-leave': amount('7', 'mo'),
  }),
  ...rowOf('interventions', 'restoration', {
    parts: said(['behavioural', 'education', 'exercise']),
    length: amount('5', 'wk'),
    sessions: people(25),
    completed: people(99),
  }),
  ...results({
    'work~y1~restoration': events(96, 58),
    'work~y3~restoration': events(81, 45),
    'days~y1~restoration': mean(90, '64.2', '71.5'),
    'days~y3~restoration': mean(77, '58.0', '69.3'),
  }),
}

const tavares: DemoFields = {
  design: said('retrospective'),
  country: said(['FR']),
  setting: said('hospital'),
  'follow-up': amount('12', 'mo'),
  randomised: people(104),
  condition: said('Chronic low back pain'),
  'work-status': said('On sick leave or unemployed'),
  ...rowOf('participants', 'program', { n: people(104), age: amount('42.1', 'y'), women: people(49) }),
  ...rowOf('interventions', 'program', {
    parts: said(['education', 'exercise', 'self-care']),
    length: amount('4', 'wk'),
  }),
  ...results({ 'work~y1~program': events(88, 51) }),
}

export const DEMO_EXTRACTIONS: readonly DemoExtraction[] = [
  {
    study: 'burke-1994',
    structure: structured(
      [
        ['restoration', 'Functional restoration', 'intervention'],
        ['comparison', 'Comparison group', 'control'],
      ],
      [['y1', '12 months', '12', 'mo']],
      [['work', 'Return to work', 'dichotomous', AT_WORK]],
    ),
    drafts: {
      alice: { fields: burke, isSubmitted: true },
      // The same length in another unit, a source beside the other's, and one number read differently.
      bob: {
        fields: {
          ...burke,
          'follow-up': amount('1', 'y'),
          [fieldKey('design', 'source')]: quoted('1880', 'comparison group'),
          'results/work~y1~comparison/events': people(22),
        },
        isSubmitted: true,
      },
    },
    settled: { 'results/work~y1~comparison/events': people(24) },
  },
  {
    study: 'cui-2023',
    structure: structured(
      [
        ['digital', 'Digital care program', 'intervention'],
        ['physiotherapy', 'Conventional physiotherapy', 'control'],
      ],
      [['w8', '8 weeks', '8', 'wk']],
      [
        [
          'impairment',
          'Work impairment, percent',
          'continuous',
          { direction: said('lower'), reporter: said('participant'), low: amount('0'), high: amount('100') },
        ],
      ],
    ),
    drafts: {
      alice: { fields: cui, isSubmitted: true },
      bob: {
        fields: {
          ...cui,
          // The standard error, taken for the deviation.
          'results/impairment~w8~digital/sd': amount('2.51'),
          'participants/digital/women': people(41),
        },
        isSubmitted: true,
      },
    },
    settled: { 'results/impairment~w8~digital/sd': amount('19.6'), 'participants/digital/women': people(40) },
  },
  {
    study: 'porteau-cassard-1999',
    structure: structured(
      [['school', 'Back school', 'intervention']],
      [['m6', '6 months', '6', 'mo']],
      [['work', 'Back at work', 'dichotomous', AT_WORK]],
    ),
    drafts: { alice: { fields: porteau, isSubmitted: true }, bob: { fields: porteau, isSubmitted: true } },
    settled: null,
  },
  {
    study: 'poulain-2010',
    structure: structured(
      [['restoration', 'Functional restoration', 'intervention']],
      [
        ['y1', '1 year', '1', 'y'],
        ['y3', '3.5 years', '3.5', 'y'],
      ],
      [
        ['work', 'At work', 'dichotomous', AT_WORK],
        ['days', 'Days of sick leave in the last year', 'continuous', DAYS_OFF],
      ],
    ),
    drafts: {
      alice: { fields: poulain, isSubmitted: true },
      bob: {
        fields: {
          ...poulain,
          'recruited-to': said('2004'),
          'participants/restoration/sick-leave': amount('6', 'mo'),
          'results/work~y3~restoration/n': people(85),
          'results/days~y1~restoration/sd': without('not-reported'),
        },
        isSubmitted: true,
      },
    },
    settled: null,
  },
  {
    study: 'tavares-figueiredo-2016',
    structure: structured(
      [['program', 'Restoration with self-care objectives', 'intervention']],
      [['y1', '12 months', '12', 'mo']],
      [['work', 'At work', 'dichotomous', AT_WORK]],
    ),
    drafts: { alice: { fields: tavares, isSubmitted: true }, bob: null },
    settled: null,
  },
]
