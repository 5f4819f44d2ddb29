import { builtInForm, type ExtractionForm } from '@tandem/rules'
import { EXTRACTED, reported, row } from '@tandem/rules/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { review, revealed, settled } from '../../test/extracted-review.ts'
import { characteristics, filtered, sorted, type Sorting, type Table } from '../index.ts'
import { plainCell, plainColumn } from './table.ts'

const orders = fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b', 'ba')), { nil: null })

const tables = fc.array(orders, { maxLength: 12 }).map((all): Table => ({
  columns: [plainColumn('only', 'Only')],
  rows: all.map((order, at) => ({
    id: String(at),
    study: { key: String(at), label: `Study ${at}`, state: 'agreed' },
    cells: [{ ...plainCell(order === null ? '' : String(order)), order }],
  })),
}))

const by = (direction: Sorting['direction']): Sorting => ({ column: 'only', direction })
const ordersIn = ({ rows }: Table) => rows.map(({ cells }) => cells[0]?.order ?? null)
const idsIn = ({ rows }: Table): readonly number[] => rows.map(({ id }) => Number(id))
const SEED = { seed: 57, numRuns: 400 }

describe('sorting', () => {
  it('keeps every row and puts those without a value last, in both directions', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom('up', 'down'), (table, direction) => {
        const after = sorted(table, by(direction))
        expect(idsIn(after).toSorted()).toEqual(idsIn(table).toSorted())
        const filled = ordersIn(after).findLastIndex((order) => order !== null)
        expect(ordersIn(after).slice(0, filled + 1)).not.toContain(null)
      }),
      SEED,
    )
  })

  it('keeps rows that are alike in their order, and changes nothing when it is done again', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom('up', 'down'), (table, direction) => {
        const once = sorted(table, by(direction))
        expect(idsIn(sorted(once, by(direction)))).toEqual(idsIn(once))
        for (const [at, row] of once.rows.entries()) {
          const next = once.rows[at + 1]
          if (next && next.cells[0]?.order === row.cells[0]?.order) expect(Number(row.id)).toBeLessThan(Number(next.id))
        }
      }),
      SEED,
    )
  })

  it('down is the reverse of up where there is a value', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const valued = (of: Table) => ordersIn(of).filter((order) => order !== null)
        expect(valued(sorted(table, by('down')))).toEqual(valued(sorted(table, by('up'))).toReversed())
      }),
      SEED,
    )
  })

  it('is by the number in the first unit, by date as far as it is known, and by text without case', () => {
    const form = builtInForm('return-to-work') as ExtractionForm
    const studies = [
      ['b', { amount: '2', unit: 'mo' }, '2019-05', 'zebra'],
      ['a', { amount: '90', unit: 'd' }, '2019', 'Apple'],
      ['c', { amount: '1', unit: 'y' }, '2018-12-31', 'apple pie'],
    ] as const
    const of = review(
      studies.map(([key, length, date, text]) =>
        settled(
          { 'follow-up': reported(length), 'recruited-from': reported(date), condition: reported(text) },
          { key, label: `Study ${key}` },
        ),
      ),
      form,
    )
    const keysBy = (column: string) =>
      sorted(characteristics(of), { column, direction: 'up' }).rows.map(({ study }) => study.key)
    expect(keysBy('follow-up')).toEqual(['b', 'a', 'c'])
    expect(keysBy('recruited-from')).toEqual(['c', 'a', 'b'])
    expect(keysBy('condition')).toEqual(['a', 'c', 'b'])
    expect(keysBy('study')).toEqual(['a', 'b', 'c'])
    expect(keysBy('no such column')).toEqual(['b', 'a', 'c'])
  })
})

describe('a filter', () => {
  const table = characteristics(
    review([
      settled({ ...EXTRACTED, aim: reported('To compare') }, { key: 'a', label: 'Aalto 2001' }),
      { ...revealed({ aim: reported('To count') }, {}), key: 'b', label: 'Burke 1994' },
    ]),
  )
  const keysFor = (text: string, state: Parameters<typeof filtered>[1]['state'] = null) =>
    filtered(table, { text, state }).rows.map(({ study }) => study.key)

  it('keeps rows in which every word stands somewhere, whatever its case', () => {
    expect(keysFor('COMPARE aalto')).toEqual(['a'])
    expect(keysFor('to')).toEqual(['a', 'b'])
    expect(keysFor('compare burke')).toEqual([])
    expect(keysFor('  ')).toEqual(['a', 'b'])
  })

  it('keeps rows with a cell of a state, also inside a list of rows', () => {
    expect(keysFor('', 'one-draft')).toEqual(['b'])
    expect(keysFor('', 'missing')).toEqual(['a', 'b'])
    expect(keysFor('', 'hidden')).toEqual([])
    const firm = row('funders', 'f2', 'C', { name: 'A firm', role: 'sponsor' })
    const roles = characteristics(review([revealed(firm, {}, firm)]), ['funders/role'])
    expect(roles.rows[0]?.cells[0]?.state).toBe('one-draft')
    expect(filtered(roles, { text: '', state: 'missing' }).rows).toHaveLength(1)
    expect(filtered(roles, { text: '', state: 'conflict' }).rows).toHaveLength(0)
  })
})
