import { describe, expect, it } from 'vitest'
import type { Json } from '../json.ts'
import { TEMPLATES } from '../forms/templates/index.ts'
import { structureIn, type Outcome, type Structure } from '../forms/structure.ts'
import { plainOf, reported, row } from '../testing/extraction-scene.ts'
import { elsewhereOf, outcomesElsewhere, type OutcomeElsewhere } from './elsewhere.ts'
import { settledSds, trapStudyOf } from './from-form.ts'
import { sentenceOfWarning, warningsOf } from './index.ts'

const form = TEMPLATES.find(({ id }) => id === 'return-to-work')!
const amount = (number: string): Json => reported({ amount: number, unit: null })

type Said = Readonly<Record<string, Json>>
const LEAVE = { name: 'Sick leave', measure: 'continuous', instrument: 'Register', unit: 'days' }

/** One arm, one timepoint, one outcome. */
const structureWith = (outcome: Said = {}): Structure =>
  structureIn(
    plainOf({
      ...row('arms', 'a1', 'F', { name: 'Back school', role: 'intervention' }),
      ...row('timepoints', 't1', 'F', { name: '1 year' }),
      ...row('outcomes', 'o1', 'F', { ...LEAVE, ...outcome }),
    }),
  )
const outcomeWith = (outcome: Said = {}): Outcome => structureWith(outcome).outcomes[0] as Outcome

const N = { 'results/o1~t1~a1/n': reported(30) }
const extractedWith = (sd: string, rest: Said = {}) =>
  plainOf({ ...N, 'results/o1~t1~a1/mean': amount('60.5'), 'results/o1~t1~a1/sd': amount(sd), ...rest })

/** A settled study of the review. */
const settled = (name: string, sd: string, outcome: Said = {}, rest: Said = {}): readonly OutcomeElsewhere[] => {
  const structure = structureWith(outcome)
  return outcomesElsewhere(name, structure, settledSds(form, extractedWith(sd, rest), structure))
}
const three = (outcome: Said = {}, rest: Said = {}): readonly OutcomeElsewhere[] =>
  ['11.2', '12.9', '9.8'].flatMap((sd, at) => settled(`Study ${at + 1}`, sd, outcome, rest))

const warnedOf = (others: readonly OutcomeElsewhere[], sd: string, outcome: Said = {}, rest: Said = {}) =>
  warningsOf(trapStudyOf(form, extractedWith(sd, rest), structureWith(outcome), others))
const trapsOf = (...of: Parameters<typeof warnedOf>) => warnedOf(...of).map(({ trap }) => trap)

describe('what is settled of other studies', () => {
  it('tells of an SD that is a standard error, where the number stands', () => {
    const [warning] = warnedOf(three(), '2.1')
    expect(warning).toMatchObject({ trap: 'sd-alike-between-studies', cell: 'results/o1~t1~a1/sd' })
    expect(warning && sentenceOfWarning(warning)).toContain('it may be a standard error')
    expect(trapsOf(three(), '11.5')).toEqual([])
    expect(trapsOf([], '2.1')).toEqual([])
  })

  it('tells of a unit that is another one than before, beside the first number in it', () => {
    const [warning] = warnedOf(settled('Linton 1992', '80'), '11.5', { unit: 'weeks' })
    expect(warning).toMatchObject({
      trap: 'one-unit',
      cells: ['outcomes/o1/unit', 'results/o1~t1~a1/mean'],
      details: { unit: 'weeks', other: 'days', study: 'Linton 1992' },
    })
  })

  it('is of no concern to an outcome that was measured otherwise', () => {
    for (const other of [{ instrument: 'Diary' }, { measure: 'ordinal' }, { instrument: '' }] as const)
      expect([other, trapsOf(three(other), '2.1')]).toEqual([other, []])
    expect(trapsOf(three({ domain: 'Pain' }), '2.1', { domain: 'Work' })).toEqual([])
    expect(trapsOf(three({ domain: 'Pain' }), '2.1')).toEqual(['sd-alike-between-studies'])
  })

  it('is the same outcome by its name where no instrument is named, without case and space', () => {
    const unnamed = { instrument: '' }
    expect(trapsOf(three({ ...unnamed, name: 'SICK  leave' }), '2.1', unnamed)).toEqual(['sd-alike-between-studies'])
    expect(trapsOf(three({ ...unnamed, name: 'Absence' }), '2.1', unnamed)).toEqual([])
    expect(trapsOf(three({ instrument: 'REGISTER', unit: 'Days' }), '2.1')).toEqual(['sd-alike-between-studies'])
  })

  it('counts SDs of the same scale alone, and of measurements alone', () => {
    const toTen = { low: { amount: '0', unit: null }, high: { amount: '10', unit: null } }
    const toHundred = { ...toTen, high: { amount: '100', unit: null } }
    expect(trapsOf(three(toTen), '2.1', toHundred)).not.toContain('sd-alike-between-studies')
    expect(trapsOf(three(), '2.1', toHundred)).toContain('sd-alike-between-studies')
    const asChange = { 'results/o1~t1~a1/kind': reported('change') }
    expect(trapsOf(three({}, asChange), '2.1')).toEqual([])
  })
})

it('two outcomes of one study count as one study, with the SDs of both; each unit stands for itself', () => {
  const others = [
    ...settled('Study 1', '11.2'),
    ...settled('Study 1', '12.9', { unit: 'DAYS' }),
    ...settled('Study 1', '1.7', { unit: 'weeks' }),
  ]
  expect(elsewhereOf(outcomeWith(), others)).toEqual([
    { study: 'Study 1', unit: 'days', sds: [11.2, 12.9] },
    { study: 'Study 1', unit: 'weeks', sds: [1.7] },
  ])
})

it('an extraction gives the SDs of its current rows by outcome', () => {
  const fields = { 'results/gone~t1~a1/sd': amount('4') }
  expect(settledSds(form, extractedWith('11.2', fields), structureWith())).toEqual({ o1: [11.2] })
})
