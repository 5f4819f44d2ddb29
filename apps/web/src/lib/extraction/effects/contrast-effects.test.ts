import {
  cellsOf,
  CONTRASTS,
  EMPTY_DOCUMENT,
  RESULTS,
  structureIn,
  type Answer,
  type Cell,
  type Json,
} from '@tandem/rules'
import { reported, row } from '@tandem/rules/testing'
import { displayOf, effectOf } from '@tandem/statistics'
import { describe, expect, it } from 'vitest'
import { contrastEffects, contrastsOf, type Read } from './contrast-effects.ts'

const FORM = {
  kind: 'extraction',
  id: 'numbers',
  version: 1,
  title: 'Numbers',
  shortTitle: 'Numbers',
  cites: [],
  sections: [RESULTS, CONTRASTS],
} as const

const STRUCTURE = structureIn({
  fields: {
    ...row('arms', 'a1', 'B', { name: 'Back school', role: 'intervention' }),
    ...row('arms', 'a2', 'C', { name: 'Brochure', role: 'intervention' }),
    ...row('arms', 'c1', 'D', { name: 'Usual care', role: 'control' }),
    ...row('timepoints', 't1', 'B', { name: '6 months' }),
    ...row('timepoints', 't2', 'C', { name: '12 months' }),
    ...row('outcomes', 'o1', 'B', { name: 'At work', measure: 'dichotomous' }),
    ...row('outcomes', 'o2', 'C', { name: 'Pain', measure: 'continuous' }),
    ...row('outcomes', 'o3', 'D', { name: 'Grade', measure: 'ordinal' }),
    ...row('outcomes', 'o4', 'E', { name: 'Death', measure: 'time-to-event' }),
  },
  texts: {},
})

const amount = (text: string): Json => reported({ amount: text, unit: null })

/** What is asked for is noted: an effect that reads other cells would follow them. */
function reading(fields: Readonly<Record<string, Json>>): { readonly read: Read; readonly asked: Set<string> } {
  const asked = new Set<string>()
  const read = ({ id }: Cell): Answer | null => {
    asked.add(id)
    return (fields[id] as unknown as Answer | undefined) ?? null
  }
  return { read, asked }
}

function effectsAt(contrast: string, fields: Readonly<Record<string, Json>>) {
  const outcome = contrast.split('~')[0] ?? ''
  const found = contrastsOf(STRUCTURE, outcome).find(({ id }) => id === contrast)!
  const { read, asked } = reading(fields)
  return { ...contrastEffects(FORM, STRUCTURE, found, read), asked }
}

const COUNTS = {
  'results/o1~t1~a1/n': reported(60),
  'results/o1~t1~a1/events': reported(6),
  'results/o1~t1~c1/n': reported(58),
  'results/o1~t1~c1/events': reported(20),
}

describe('the effects of a comparison', () => {
  it('are those of each arm against each control, at each timepoint of the outcome', () => {
    expect(contrastsOf(STRUCTURE, 'o1').map(({ id }) => id)).toEqual([
      'o1~t1~a1~c1',
      'o1~t1~a2~c1',
      'o1~t2~a1~c1',
      'o1~t2~a2~c1',
    ])
  })

  it('are what the statistics say of the two arms', () => {
    const { effects } = effectsAt('o1~t1~a1~c1', COUNTS)
    const rr = effectOf('effect-rr', { a: 6, n1: 60, c: 20, n2: 58 })
    const shown = rr.ok ? displayOf(rr) : null
    expect(effects.map(({ measure }) => measure)).toEqual(['RR', 'OR', 'RD'])
    expect(effects[0]).toMatchObject({ ok: true, estimate: shown?.estimate, low: shown?.low, high: shown?.high })
  })

  it('of means are a difference, and a standardised one', () => {
    const arm = (id: string, mean: string, sd: string) => ({
      [`results/o2~t1~${id}/n`]: reported(50),
      [`results/o2~t1~${id}/mean`]: amount(mean),
      [`results/o2~t1~${id}/sd`]: amount(sd),
    })
    const { effects } = effectsAt('o2~t1~a2~c1', { ...arm('a2', '4.5', '2'), ...arm('c1', '6', '2') })
    expect(effects.map(({ measure, ok }) => [measure, ok])).toEqual([
      ['MD', true],
      ['SMD', true],
    ])
    expect(effects[0]).toMatchObject({ estimate: -1.5 })
  })

  it('say what is missing', () => {
    const { 'results/o1~t1~c1/events': _, ...others } = COUNTS
    const { effects } = effectsAt('o1~t1~a1~c1', others)
    for (const effect of effects)
      expect(effect).toMatchObject({ ok: false, reason: 'Not given: People with the event, Usual care.' })
    expect(effectsAt('o3~t1~a1~c1', {}).effects).toEqual([])
    expect(effectsAt('o4~t1~a1~c1', {}).effects).toMatchObject([
      { measure: 'HR', ok: false, reason: 'Not given: a hazard ratio of the report.' },
    ])
  })

  it('take an answer behind a gate of another section as it is asked', () => {
    const gated = {
      ...FORM,
      sections: [
        {
          ...RESULTS,
          fields: RESULTS.fields.map((field) =>
            field.id === 'events' ? { ...field, when: { item: 'design', in: ['cohort'] } } : field,
          ),
        },
      ],
    }
    const [contrast] = contrastsOf(STRUCTURE, 'o1')
    expect(contrastEffects(gated, STRUCTURE, contrast!, reading(COUNTS).read).effects[0]).toMatchObject({ ok: true })
  })

  it('have beside them what the report says of the two', () => {
    const at = 'contrasts/o1~t1~a1~c1'
    const { reported: said } = effectsAt('o1~t1~a1~c1', {
      ...COUNTS,
      [`${at}/effect-measure`]: reported('rr'),
      [`${at}/estimate`]: amount('0.30'),
      [`${at}/ci-low`]: amount('0.13'),
      [`${at}/ci-high`]: amount('0.68'),
      [`${at}/p`]: amount('0.004'),
    })
    expect(said).toBe('Risk ratio 0.30 (0.13 to 0.68), p 0.004')
    expect(effectsAt('o1~t1~a1~c1', COUNTS).reported).toBe('')
  })

  it('read the cells of the two arms at this place, and no other', () => {
    const { asked } = effectsAt('o1~t1~a1~c1', COUNTS)
    const rows = new Set([...asked].map((id) => id.split('/')[1]))
    expect(rows).toEqual(new Set(['o1~t1~a1', 'o1~t1~c1', 'o1~t1~a1~c1']))
    // Of these, all that the form asks of such an outcome.
    const cells = cellsOf(FORM, EMPTY_DOCUMENT, STRUCTURE).filter(({ row: of }) => rows.has(of?.id ?? ''))
    expect(asked).toEqual(new Set(cells.map(({ id }) => id)))
  })
})
