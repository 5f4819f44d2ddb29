import {
  RESULTS,
  CONTRASTS,
  cellsOf,
  structureIn,
  type Answer,
  type Cell,
  type Json,
  type Measure,
} from '@tandem/rules'
import { row, reported } from '@tandem/rules/testing'
import { CONVERSIONS, recompute, type Given } from '@tandem/statistics'
import { describe, expect, it, test } from 'vitest'
import { isCalculable, placementsFor } from './calculable.ts'
import { offersFor } from './offers.ts'
import { recollectionOf } from './recollection.ts'
import { storableOf } from './storable.ts'
import type { Sheet } from './sheet.ts'
import { readTexts, textsFor, withGroup, withoutGroup } from './typed-inputs.ts'

const FORM = {
  kind: 'extraction',
  id: 'numbers',
  version: 1,
  title: 'Numbers',
  shortTitle: 'Numbers',
  cites: [],
  sections: [
    {
      id: 'people',
      title: 'People',
      help: '',
      per: 'arm',
      fields: [
        { id: 'n', label: 'People', help: '', required: false, settings: { type: 'whole', min: 0, max: null } },
        { id: 'women', label: 'Women', help: '', required: false, settings: { type: 'whole', min: 0, max: null } },
        {
          id: 'age-sd',
          label: 'SD of age',
          help: '',
          required: false,
          settings: { type: 'number', units: [{ id: 'y', label: 'years', factor: '1' }], min: 0, max: null },
        },
        { id: 'aim', label: 'Mean of nothing', help: '', required: false, settings: { type: 'text' } },
      ],
    },
    RESULTS,
    CONTRASTS,
  ],
} as const

const structureWith = (measure: Measure) =>
  structureIn({
    fields: {
      ...row('arms', 'a1', 'B', { name: 'Back school', role: 'intervention' }),
      ...row('arms', 'a2', 'C', { name: 'Brochure', role: 'intervention' }),
      ...row('arms', 'a3', 'D', { name: 'Exercise', role: 'intervention' }),
      ...row('arms', 'c1', 'E', { name: 'Usual care', role: 'control' }),
      ...row('timepoints', 't1', 'B', { name: 'Start' }),
      ...row('timepoints', 't2', 'C', { name: '12 months' }),
      ...row('outcomes', 'o1', 'B', { name: 'Pain', measure }),
    },
    texts: {},
  })

const amount = (text: string): Json => reported({ amount: text, unit: null })

function sheetWith(fields: Readonly<Record<string, Json>>, measure: Measure = 'continuous'): Sheet {
  return {
    form: FORM,
    structure: structureWith(measure),
    answerAt: (cell) => (fields[cell] as unknown as Answer | undefined) ?? null,
  }
}

const cellOf = (sheet: Sheet, id: string): Cell =>
  cellsOf(FORM, { fields: {}, texts: {} }, sheet.structure).find((cell) => cell.id === id)!

const at = (field: string, arm = 'a1', timepoint = 't2') => `results/o1~${timepoint}~${arm}/${field}`
const pair = (field: string, arm = 'a1') => `contrasts/o1~t2~${arm}~c1/${field}`

const offered = (sheet: Sheet, id: string) =>
  offersFor(sheet, cellOf(sheet, id)).map(({ conversion, output, said }) => [conversion.id, output, said] as const)

describe('what is offered for a number', () => {
  it('is first the conversion for which the form says most, with what it says', () => {
    const sheet = sheetWith({ [at('n')]: reported(50), [at('se')]: amount('2.0') })
    const [first] = offered(sheet, at('sd'))
    expect(first).toEqual(['sd-from-se', 'sd', { se: 2, n: 50 }])
  })

  it('takes an interval and its level, which the form has in percent', () => {
    const sheet = sheetWith({
      [at('n')]: reported(50),
      [at('ci-low')]: amount('4'),
      [at('ci-high')]: amount('6'),
      [at('level')]: amount('90'),
    })
    expect(offered(sheet, at('sd'))[0]).toEqual(['sd-from-ci', 'sd', { lower: 4, upper: 6, n: 50, level: 0.9 }])
    expect(offered(sheet, at('se'))[0]).toEqual(['sd-from-ci', 'se', { lower: 4, upper: 6, n: 50, level: 0.9 }])
  })

  it('of two arms that the report compares is the SD within them, from the p value of the comparison', () => {
    const sheet = sheetWith({
      [at('n')]: reported(30),
      [at('n', 'c1')]: reported(28),
      [pair('estimate')]: amount('2.4'),
      [pair('p')]: amount('0.03'),
    })
    const expected = ['se-of-difference-from-p', 'sd', { difference: 2.4, p: 0.03, n1: 30, n2: 28 }]
    expect(offered(sheet, at('sd'))).toContainEqual(expected)
    // Of the control, the pair has the same name and the groups change places.
    expect(offered(sheet, at('sd', 'c1'))).toContainEqual([
      'se-of-difference-from-p',
      'sd',
      { difference: 2.4, p: 0.03, n1: 28, n2: 30 },
    ])
  })

  it('combines the other arms of the same kind, and never the control with them', () => {
    const sheet = sheetWith(
      Object.fromEntries(
        ['a2', 'a3', 'c1'].flatMap((arm, place) => [
          [at('n', arm), reported(10 + place)],
          [at('mean', arm), amount(String(5 + place))],
          [at('sd', arm), amount('2')],
        ]),
      ),
    )
    for (const field of ['n', 'mean', 'sd'])
      expect(offered(sheet, at(field))).toContainEqual([
        'combine-means',
        field,
        { n: [10, 11], mean: [5, 6], sd: [2, 2] },
      ])
  })

  it('combines nothing of which a group lacks its number, and no group alone', () => {
    const partly = sheetWith({
      [at('n', 'a2')]: reported(10),
      [at('n', 'a3')]: reported(11),
      [at('mean', 'a2')]: amount('5'),
    })
    expect(offered(partly, at('sd'))).toContainEqual(['combine-means', 'sd', { n: [10, 11] }])
  })

  it('splits a control among its comparisons', () => {
    const sheet = sheetWith({ [at('n', 'c1')]: reported(51), [at('events', 'c1')]: reported(20) }, 'dichotomous')
    expect(offered(sheet, at('n', 'c1'))).toContainEqual(['split-control-events', 'n', { n: 51, events: 20 }])
    expect(offered(sheet, at('n', 'c1')).map(([id]) => id)).not.toContain('split-control-means')
  })

  it('has the spread at the start for a change, and none at the start itself', () => {
    const sheet = sheetWith({ [at('sd', 'a1', 't1')]: amount('3') })
    expect(offered(sheet, at('sd'))).toContainEqual(['sd-of-change', 'sd', { baseline: 3 }])
    expect(offered(sheet, at('sd', 'a1', 't1'))).toContainEqual(['sd-of-change', 'sd', {}])
  })

  it('counts how many digits a percentage has', () => {
    const sheet = sheetWith({ [at('percent')]: amount('40.0'), [at('n')]: reported(60) }, 'dichotomous')
    expect(offered(sheet, at('events'))[0]).toEqual([
      'events-from-percent',
      'events',
      { percent: 40, decimals: 1, n: 60 },
    ])
  })

  it('of a pair of arms follows what the report says it is: a ratio or a difference', () => {
    const ids = (measure: string | null) =>
      offered(sheetWith(measure === null ? {} : { [pair('effect-measure')]: reported(measure) }), pair('se')).map(
        ([id]) => id,
      )
    expect(ids('rr')).toContain('se-of-log-ratio-from-ci')
    expect(ids('rr')).not.toContain('se-from-ci')
    expect(ids('md')).toContain('se-from-ci')
    expect(ids('md')).not.toContain('se-of-log-ratio-from-ci')
    expect(ids(null)).toEqual(expect.arrayContaining(['se-from-ci', 'se-of-log-ratio-from-ci']))
  })

  it('is a hazard ratio only of an outcome that is followed over time', () => {
    expect(isCalculable(sheetWith({}, 'dichotomous'), cellOf(sheetWith({}, 'dichotomous'), pair('estimate')))).toBe(
      false,
    )
    const timed = sheetWith(
      { [pair('p')]: amount('0.04'), [at('events')]: reported(12), [at('events', 'c1')]: reported(20) },
      'time-to-event',
    )
    expect(offered(timed, pair('estimate'))).toContainEqual(['hr-from-log-rank', 'hr', { p: 0.04, e1: 12, e2: 20 }])
  })

  it('of other sections follows from what a question is called', () => {
    const sheet = sheetWith({ 'people/a1/n': reported(40) })
    expect(offered(sheet, 'people/a1/women')).toEqual([['events-from-percent', 'events', { n: 40 }]])
    expect(offered(sheet, 'people/a1/age-sd')).toContainEqual(['sd-from-se', 'sd', { n: 40 }])
    expect(isCalculable(sheet, cellOf(sheet, 'people/a1/n'))).toBe(false)
    expect(isCalculable(sheet, cellOf(sheet, 'people/a1/aim'))).toBe(false)
  })

  it('brings what went in before, also for the question beside it', () => {
    const calculation = { conversion: 'sd-of-change', inputs: { baseline: 3, final: 4, r: 0.8 }, output: 'sd' }
    const again = sheetWith({ [at('sd')]: { status: 'calculated', value: { amount: '2', unit: null }, calculation } })
    expect(offered(again, at('sd'))).toContainEqual(['sd-of-change', 'sd', { baseline: 3, final: 4, r: 0.8 }])
    const combined = {
      conversion: 'combine-means',
      inputs: { n: [10, 12], mean: [1, 2], sd: [3, 3] },
      output: 'mean',
    }
    const beside = sheetWith({
      [at('mean')]: { status: 'calculated', value: { amount: '1.5', unit: null }, calculation: combined },
    })
    expect(offered(beside, at('sd'))).toContainEqual(['combine-means', 'sd', combined.inputs])
  })

  test('every place of every conversion is of this conversion', () => {
    const sheets = (['continuous', 'dichotomous', 'time-to-event', 'rate', 'effect'] as const).map((measure) =>
      sheetWith({}, measure),
    )
    const cells = sheets.flatMap((sheet) =>
      cellsOf(FORM, { fields: {}, texts: {} }, sheet.structure).flatMap((cell) =>
        placementsFor(sheet, cell).map((placement) => ({ cell, placement })),
      ),
    )
    expect(cells.length).toBeGreaterThan(100)
    for (const { placement } of cells) {
      const conversion = CONVERSIONS.find(({ id }) => id === placement.conversion)
      expect(conversion, placement.conversion).toBeDefined()
      const names = (list: readonly { readonly id: string }[] = []) => list.map(({ id }) => id)
      expect(names(conversion?.outputs)).toEqual(expect.arrayContaining(Object.keys(placement.gives)))
      expect(names(conversion?.inputs)).toEqual(expect.arrayContaining(Object.keys(placement.takes)))
    }
    // The correlation behind a change is no answer of any form; it is for whoever looks for it at the command line.
    const placed = new Set(cells.map(({ placement }) => placement.conversion))
    expect(CONVERSIONS.map(({ id }) => id).filter((id) => !placed.has(id))).toEqual(['correlation-from-sds'])
  })
})

describe('a stored calculation', () => {
  const inputs: Given = { se: 2, n: 50 }
  const stored: Answer = {
    status: 'calculated',
    value: { amount: '14.1421', unit: null },
    calculation: { conversion: 'sd-from-se', inputs: { se: 2, n: 50 }, output: 'sd' },
  }
  const recalled = (fields: Readonly<Record<string, Json>>, answer: Answer = stored) => {
    const sheet = sheetWith({ ...fields, [at('sd')]: answer as unknown as Json })
    return recollectionOf(sheet, cellOf(sheet, at('sd')), answer)
  }

  it('holds while it gives the stored value from what the form says', () => {
    const made = recalled({ [at('n')]: reported(50), [at('se')]: amount('2.00') })
    expect([made?.moved, made?.otherwise]).toEqual([[], null])
    const result = recompute('sd-from-se', inputs)
    expect(result.ok && storableOf(cellOf(sheetWith({}), at('sd')).field, result.values['sd']!)).toEqual([stored.value])
  })

  it('says which inputs the form no longer has; one that was only typed stays what it was', () => {
    expect(recalled({ [at('n')]: reported(49) })?.moved).toEqual([{ label: 'people in the group', was: 50, now: 49 }])
  })

  it('says so where its inputs do not give the value', () => {
    expect(recalled({}, { ...stored, value: { amount: '14.2', unit: null } })?.otherwise).toBe(
      'These inputs give 14.1421356237.',
    )
    const impossible = { ...stored.calculation!, inputs: { se: 2, n: 0 } }
    expect(recalled({}, { ...stored, calculation: impossible })?.otherwise).toMatch(/n has to be above 0/)
    expect(recalled({}, { ...stored, calculation: { ...stored.calculation!, output: 'mean' } })?.otherwise).toMatch(
      /no result called mean/,
    )
  })

  it('of a later version is named and nothing else', () => {
    const calculation = { conversion: 'sd-from-stars', inputs: {}, output: 'sd' }
    expect(recalled({}, { ...stored, calculation })).toMatchObject({ conversion: null, moved: [] })
  })

  it('of a part of a group does not hold the part against what was divided', () => {
    const calculation = {
      conversion: 'split-control-events',
      inputs: { events: 20, n: 50, comparisons: 2 },
      output: 'n',
    }
    const sheet = sheetWith(
      { [at('n', 'c1')]: { status: 'calculated', value: 25, calculation }, [at('events', 'c1')]: reported(20) },
      'dichotomous',
    )
    const cell = cellOf(sheet, at('n', 'c1'))
    expect(recollectionOf(sheet, cell, sheet.answerAt(cell.id)!)).toMatchObject({ moved: [], otherwise: null })
    // Nor against the other number of the same group, which was divided with it.
    const events: Answer = { status: 'calculated', value: 10, calculation: { ...calculation, output: 'events' } }
    expect(recollectionOf(sheet, cellOf(sheet, at('events', 'c1')), events)).toMatchObject({
      moved: [],
      otherwise: null,
    })
  })
})

describe('a result as an answer', () => {
  const sheet = sheetWith({})
  const [sd, n, age] = ['sd', 'n']
    .map((field) => cellOf(sheet, at(field)).field)
    .concat(cellOf(sheet, 'people/a1/age-sd').field)

  it('has six digits, never an exponent, and the first unit of the field', () => {
    expect(storableOf(sd!, Math.SQRT2 * 10)).toEqual([{ amount: '14.1421', unit: null }])
    expect(storableOf(sd!, 0.000000123456789)).toEqual([{ amount: '0.000000123457', unit: null }])
    expect(storableOf(sd!, 123456789)).toEqual([{ amount: '123457000', unit: null }])
    expect(storableOf(age!, 9.5)).toEqual([{ amount: '9.5', unit: 'y' }])
    expect(storableOf(sd!, 1e300)).toEqual([])
  })

  it('of whole people is whole, or one of the two beside it', () => {
    expect(storableOf(n!, 24.999999999999996)).toEqual([25])
    expect(storableOf(n!, 12.5)).toEqual([12, 13])
  })
})

describe('inputs as they are typed', () => {
  const inputs = (id: string) => CONVERSIONS.find((one) => one.id === id)!.inputs

  it('are read as the form reads numbers; what is none says why and is not given', () => {
    const read = readTexts(inputs('sd-from-se'), { se: '2,5', n: 'many' })
    expect(read.given).toEqual({ se: 2.5 })
    expect(read.faults).toEqual({ n: expect.stringMatching(/one number/) })
  })

  it('come for each group, and groups can be added and left out', () => {
    const texts = textsFor(inputs('combine-means'), { n: [10, 12, 14] })
    expect(texts).toEqual({ n: ['10', '12', '14'], mean: ['', '', ''], sd: ['', '', ''] })
    expect(withGroup(texts)['mean']).toHaveLength(4)
    const fewer = withoutGroup(texts, 1)
    expect(fewer['n']).toEqual(['10', '14'])
    expect(readTexts(inputs('combine-means'), fewer).given).toEqual({ n: [10, 14] })
  })

  it('of a group of which nothing was typed are not missed', () => {
    const texts = withGroup(textsFor(inputs('combine-events'), { events: [3, 4], n: [10, 12] }))
    expect(readTexts(inputs('combine-events'), texts).given).toEqual({ events: [3, 4], n: [10, 12] })
    const half = { ...texts, n: ['10', '12', '14'] }
    expect(readTexts(inputs('combine-events'), half).given).toEqual({ n: [10, 12, 14] })
  })

  it('begin with what a choice assumes', () => {
    const texts = textsFor(inputs('sd-from-range'), { min: 1, max: 9, n: 20 })
    expect(texts).toEqual({ min: '1', max: '9', n: '20', method: 'exact' })
    expect(readTexts(inputs('sd-from-range'), texts).given).toEqual({ min: 1, max: 9, n: 20, method: 'exact' })
  })
})
