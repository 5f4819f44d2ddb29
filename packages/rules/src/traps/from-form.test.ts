import { describe, expect, it } from 'vitest'
import type { Json } from '../json.ts'
import { plainOf, reported, row } from '../testing/extraction-scene.ts'
import { TEMPLATES } from '../forms/templates/index.ts'
import { structureIn } from '../forms/structure.ts'
import { sentenceOfWarning, warningsOf } from './index.ts'
import { trapStudyOf } from './from-form.ts'

const form = TEMPLATES.find(({ id }) => id === 'return-to-work')!
const amount = (number: string, unit: string | null = null): Json => reported({ amount: number, unit })

const structure = structureIn(
  plainOf({
    ...row('arms', 'a1', 'F', { name: 'Digital care', role: 'intervention' }),
    ...row('arms', 'a2', 'K', { name: 'Usual care', role: 'control' }),
    ...row('timepoints', 't1', 'F', { name: '8 weeks' }),
    ...row('outcomes', 'o1', 'F', { name: 'Impairment', measure: 'continuous' }),
    'outcomes/o1/low': amount('0'),
    'outcomes/o1/high': amount('100'),
    ...row('outcomes', 'o2', 'K', { name: 'At work', measure: 'dichotomous' }),
  }),
)

const warned = (fields: Readonly<Record<string, Json>>) => warningsOf(trapStudyOf(form, plainOf(fields), structure, []))
const trapsIn = (fields: Readonly<Record<string, Json>>) => warned(fields).map(({ trap, cell }) => `${trap} at ${cell}`)

describe('an extraction, seen by the traps', () => {
  it('gives no warning where the numbers fit together', () => {
    expect(
      trapsIn({
        randomised: reported(140),
        'recruited-from': reported('2020-06'),
        'recruited-to': reported('2021-09'),
        'participants/a1/n': reported(70),
        'participants/a2/n': reported(70),
        'results/o1~t1~a1/n': reported(61),
        'results/o1~t1~a1/mean': amount('21.4'),
        'results/o1~t1~a1/sd': amount('19.6'),
        'results/o1~t1~a2/n': reported(63),
        'results/o1~t1~a2/mean': amount('24.9'),
        'results/o1~t1~a2/sd': amount('20.8'),
        'results/o2~t1~a1/n': reported(61),
        'results/o2~t1~a1/events': reported(40),
        'contrasts/o1~t1~a1~a2/effect-measure': reported('md'),
        'contrasts/o1~t1~a1~a2/estimate': amount('-3.5'),
        'contrasts/o1~t1~a1~a2/ci-low': amount('-10.7'),
        'contrasts/o1~t1~a1~a2/ci-high': amount('3.7'),
      }),
    ).toEqual([])
  })

  it.each([
    [
      'people',
      { randomised: reported(140), 'participants/a1/n': reported(70), 'participants/a2/n': reported(17) },
      'arms-add-up',
    ],
    ['dates', { 'recruited-from': reported('2021'), 'recruited-to': reported('2019') }, 'dates-in-order'],
    ['events', { 'results/o2~t1~a1/n': reported(10), 'results/o2~t1~a1/events': reported(12) }, 'events-within-n'],
    ['a mean outside of its scale', { 'results/o1~t1~a1/mean': amount('214') }, 'inside-scale'],
    [
      'an interval that does not hold its estimate',
      {
        'contrasts/o1~t1~a1~a2/effect-measure': reported('rr'),
        'contrasts/o1~t1~a1~a2/estimate': amount('1.21'),
        'contrasts/o1~t1~a1~a2/ci-low': amount('0.95'),
        'contrasts/o1~t1~a1~a2/ci-high': amount('1.14'),
      },
      'interval-holds-estimate',
    ],
  ])('gives a warning of %s', (_, fields, trap) => {
    const [warning] = warned(fields).filter((one) => one.trap === trap)
    expect(warning && Object.keys(fields)).toContain(warning?.cell)
  })

  it('compares numbers in the unit of their field, and says them as they were printed', () => {
    const [warning] = warned({
      'results/o1~t1~a1/n': reported(61),
      'results/o1~t1~a1/mean': amount('214.0'),
    })
    expect(warning && sentenceOfWarning(warning)).toContain('214.0')
  })
})
