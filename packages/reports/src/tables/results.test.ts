import { builtInForm, structureIn, type ExtractionForm, type Json } from '@tandem/rules'
import { EXTRACTED, reported, row, STRUCTURE } from '@tandem/rules/testing'
import { effectOf } from '@tandem/statistics'
import { describe, expect, it } from 'vitest'
import { hidden, plain, review, revealed, settled, type Fields } from '../../test/extracted-review.ts'
import { resultsOf, type EffectCell, type ExtractedStudy, type Table } from '../index.ts'

const form = builtInForm('return-to-work') as ExtractionForm

const measuring = (measure: string, more: Readonly<Record<string, Json>> = {}) =>
  structureIn(plain({ ...STRUCTURE, 'outcomes/o1/measure': reported(measure), ...more }))

const study = (measure: string, fields: Fields): ExtractedStudy => settled(fields, { structure: measuring(measure) })

/** The effects of the first comparison at the first timepoint, by measure. */
function effectsIn(of: ExtractedStudy): Readonly<Record<string, EffectCell>> {
  const [first = []] = resultsOf(review([of], form)).effects
  return Object.fromEntries(first.map((effect) => [effect.measure, effect]))
}

const amount = (text: string): Json => reported({ amount: text, unit: null })

function textsIn({ columns, rows }: Table, ...ids: readonly string[]): readonly (readonly (string | undefined)[])[] {
  const places = ids.map((id) => columns.findIndex((column) => column.id === id))
  return rows.map(({ cells }) => places.map((place) => cells[place]?.text))
}

describe('the table of arms', () => {
  it('has a row for each arm at each timepoint of each outcome, with the numbers of its kind', () => {
    const { arms } = resultsOf(review([settled(EXTRACTED)]))
    expect(textsIn(arms, 'outcome', 'timepoint', 'arm', 'results/n')).toEqual([
      ['Return to work', '6 months', 'Back school', '40'],
      ['Return to work', '6 months', 'Usual care', '40'],
      ['Return to work', '12 months', 'Back school', '40'],
      ['Return to work', '12 months', 'Usual care', '40'],
    ])
    const means = resultsOf(review([settled(EXTRACTED, { structure: measuring('continuous') })])).arms
    expect(means.rows[0]?.cells.map(({ state }) => state)).toEqual([null, null, null, null, 'agreed', 'not-asked'])
  })

  it('has nothing of a study that is not revealed or has no structure', () => {
    const { arms, outcomes } = resultsOf(review([hidden(), settled(EXTRACTED, { structure: null })]))
    expect([arms.rows, outcomes]).toEqual([[], []])
  })
})

describe('outcomes of several studies', () => {
  const named = (key: string, name: string, domain: string | null): ExtractedStudy =>
    settled(EXTRACTED, {
      key,
      structure: structureIn(
        plain({
          ...STRUCTURE,
          ...row('outcomes', 'o1', 'B', {
            name,
            measure: 'dichotomous',
            ...(domain === null ? {} : { domain }),
          }),
        }),
      ),
    })

  it('are put together by domain and name, whatever their case, and all of a domain can be asked for', () => {
    const studies = [
      named('a', 'Back at work', 'Work participation'),
      named('b', 'Return', 'Work participation'),
      named('c', 'Sick leave', null),
      named('d', 'back at  WORK', 'work PARTICIPATION'),
      named('e', 'sick leave', null),
    ]
    const { outcomes, arms } = resultsOf(review(studies))
    expect(arms.rows).toHaveLength(20)
    const keysOf = (group: string | undefined) => [
      ...new Set(resultsOf(review(studies), group).arms.rows.map((one) => one.study.key)),
    ]
    expect(outcomes.map(({ id, label }) => [label, keysOf(id)])).toEqual([
      ['Work participation', ['a', 'b', 'd']],
      ['Work participation: Back at work', ['a', 'd']],
      ['Work participation: Return', ['b']],
      ['Sick leave', ['c', 'e']],
    ])
  })
})

describe('the effects of a comparison', () => {
  const events = { 'results/o1~t1~a1/n': reported(40), 'results/o1~t1~a1/events': reported(10) }
  const others = { 'results/o1~t1~a2/n': reported(50), 'results/o1~t1~a2/events': reported(20) }

  it('are of events: risk ratio, odds ratio, risk difference, each intervention against each control', () => {
    const effects = effectsIn(study('dichotomous', { ...events, ...others }))
    expect(Object.keys(effects)).toEqual(['RR', 'OR', 'RD'])
    expect(effects['RR']).toMatchObject({ ok: true, estimate: expect.closeTo(10 / 40 / (20 / 50), 12) })
    const known = effectOf('effect-rr', { a: 10, n1: 40, c: 20, n2: 50 })
    expect(effects['RR']).toMatchObject({ standardError: known.ok && known.standardError })
    const { comparisons } = resultsOf(review([study('dichotomous', { ...events, ...others })], form))
    expect(textsIn(comparisons, 'arm', 'comparator', 'effect RR')[0]).toEqual([
      'Back school',
      'Usual care',
      '0.62 (0.33 to 1.18)',
    ])
  })

  it('are of means: difference and standardised difference', () => {
    const effects = effectsIn(
      study('continuous', {
        ...Object.fromEntries(
          [
            ['a1', '10'],
            ['a2', '8'],
          ].flatMap(([arm, mean = '']) => [
            [`results/o1~t1~${arm}/n`, reported(25)],
            [`results/o1~t1~${arm}/mean`, amount(mean)],
            [`results/o1~t1~${arm}/sd`, amount('4')],
          ]),
        ),
      }),
    )
    expect(Object.keys(effects)).toEqual(['MD', 'SMD'])
    expect(effects['MD']).toMatchObject({ ok: true, estimate: 2 })
    const known = effectOf('effect-smd', { m1: 10, sd1: 4, n1: 25, m2: 8, sd2: 4, n2: 25 })
    expect(effects['SMD']).toMatchObject({ estimate: known.ok && known.estimate })
  })

  it('are of events in person-time: the rate ratio', () => {
    const time = (text: string): Json => reported({ amount: text, unit: 'py' })
    const effects = effectsIn(
      study('rate', {
        ...events,
        ...others,
        'results/o1~t1~a1/person-time': time('100'),
        'results/o1~t1~a2/person-time': time('100'),
      }),
    )
    expect(effects['IRR']).toMatchObject({ ok: true, estimate: expect.closeTo(0.5, 12) })
  })

  it('are of times to an event the hazard ratio that the report prints', () => {
    const hazard = {
      'contrasts/o1~t1~a1~a2/effect-measure': reported('hr'),
      'contrasts/o1~t1~a1~a2/estimate': amount('0.80'),
      'contrasts/o1~t1~a1~a2/ci-low': amount('0.64'),
      'contrasts/o1~t1~a1~a2/ci-high': amount('1.00'),
    }
    const at95 = effectsIn(study('time-to-event', hazard))['HR']
    expect(at95).toMatchObject({ ok: true, estimate: expect.closeTo(0.8, 12), low: expect.closeTo(0.64, 12) })
    const at90 = effectsIn(study('time-to-event', { ...hazard, 'contrasts/o1~t1~a1~a2/level': amount('90') }))['HR']
    expect(at90?.ok && at95?.ok && at90.standardError > at95.standardError).toBe(true)
    expect(effectsIn(study('effect', hazard))['HR']).toEqual(at95)
    const ratio = { ...hazard, 'contrasts/o1~t1~a1~a2/effect-measure': reported('rr') }
    expect(effectsIn(study('time-to-event', ratio))['HR']).toMatchObject({
      ok: false,
      reason: 'Not given: a hazard ratio of the report.',
    })
  })

  it('say which number is missing or in conflict', () => {
    expect(effectsIn(study('dichotomous', events))['RR']).toMatchObject({
      ok: false,
      reason: 'Not given: People with the event, Usual care; People analysed, Usual care.',
    })
    const differing = revealed(
      { ...events, ...others },
      { ...events, ...others, ...{ 'results/o1~t1~a1/events': reported(11) } },
    )
    const open = { ...differing, consensus: { content: plain({ ...others }), isSettled: false } }
    expect(effectsIn(open)['RD']).toMatchObject({
      ok: false,
      reason: expect.stringContaining('People with the event, Back school (in conflict)'),
    })
  })

  it('say why an effect cannot be calculated, in the words of its calculation', () => {
    const none = {
      ...events,
      ...others,
      'results/o1~t1~a1/events': reported(0),
      'results/o1~t1~a2/events': reported(0),
    }
    const effects = effectsIn(study('dichotomous', none))
    expect(effects['RR']).toMatchObject({ ok: false, reason: expect.stringContaining('Nobody had the event') })
    expect(effects['RD']).toMatchObject({ ok: true, estimate: 0 })
  })
})
