import { cellsOf, structureIn, type Actor, type Cell, type Instant, type Json } from '@tandem/rules'
import { alice, bob, EXTRACTED, reported, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import type { ItemChange, Moment } from '@tandem/wire'
import { describe, expect, it } from 'vitest'
import { entriesOf, objectionTo } from './item-entries.ts'
import { documentAt } from './moments.ts'

const at = '2026-01-01T10:00:00.000Z' as Instant
const structure = structureIn({ fields: STRUCTURE, texts: {} })
const cellCalled = (id: string): Cell =>
  cellsOf(tinyForm, { fields: EXTRACTED, texts: {} }, structure).find((cell) => cell.id === id)!
const N = cellCalled('results/o1~t1~a1/n')
const AIM = cellCalled('aim')
const names = { nameOf: (person: string) => (person === bob ? 'Bob' : 'Alice'), labelOf: (row: string) => row }

const change = (key: string, value: Json, by: Actor = alice, part: ItemChange['part'] = 'field'): ItemChange => ({
  at,
  by,
  part,
  key,
  value,
})

describe('the history of a question', () => {
  it('is told in words, the newest first', () => {
    const told = entriesOf(
      N,
      [
        change(N.id, reported(40)),
        change(N.id, { status: 'calculated', value: 41 }, bob),
        change(`${N.id}/note`, 'Of table 2'),
        change(`${N.id}/source`, [{ pdf: null, page: '4', quote: 'of 41', rectangles: [] }]),
        change(`${N.id}/candidate/${bob}`, reported(42), 'system'),
        change(`${N.id}/candidate/${bob}`, null),
        change(`${N.id}/accepted`, { warning: 'So printed' }),
        change(`${N.id}/reworded`, 2, 'system'),
        change(`${N.id}/reworded`, null),
        change(N.id, null),
      ],
      names,
    )
    expect(told.map(({ words }) => words).toReversed()).toEqual([
      '40',
      '41, calculated',
      'note: Of table 2',
      'source: p. 4 “of 41”',
      'Bob’s 42, set at the same moment, was kept beside it',
      'settled the second value, Bob’s',
      'let a warning stand: “So printed”',
      'noted that version 2 asks in other words',
      'looked at the answer again',
      'emptied it',
    ])
  })

  it('offers answers again, and neither what was emptied nor what stands beside an answer', () => {
    const offered = entriesOf(
      N,
      [
        change(N.id, reported(40)),
        change(`${N.id}/note`, 'Why'),
        change(`${N.id}/candidate/${bob}`, reported(2)),
        change(N.id, null),
      ],
      names,
    )
    expect(offered.map(({ answer }) => answer).toReversed()).toEqual([reported(40), null, null, null])
  })

  it('gives the words of a text that is typed together the status that stood beside them', () => {
    const typed = entriesOf(
      AIM,
      [
        change('aim', 'To com', alice, 'text'),
        change('aim', { status: 'from-authors' }),
        change('aim', 'To compare', bob, 'text'),
        change('aim', '', alice, 'text'),
      ],
      names,
    ).toReversed()
    expect(typed.map(({ answer }) => answer)).toEqual([
      { status: 'reported', value: 'To com' },
      { status: 'from-authors' },
      { status: 'from-authors', value: 'To compare' },
      null,
    ])
  })

  it('says in the rule’s words why a value of an earlier form can stand here no more', () => {
    expect(objectionTo(tinyForm, N, { status: 'reported', value: 40 }, false)).toBeNull()
    expect(objectionTo(tinyForm, N, { status: 'reported', value: 'forty' }, false)).toBe(
      'The value is not one that this field takes.',
    )
  })
})

describe('a document as it was', () => {
  const moments: readonly Moment[] = [
    { at, by: 'system', changes: [{ part: 'field', key: 'design', value: reported('cohort') }] },
    {
      at,
      by: alice,
      changes: [
        { part: 'text', key: 'aim', value: 'To compare' },
        { part: 'field', key: 'aim', value: { status: 'from-authors' } },
      ],
    },
    { at, by: bob, changes: [{ part: 'field', key: 'design', value: null }] },
  ]

  it('is what its moments made of it until then', () => {
    expect(documentAt(moments, 0)).toEqual({ fields: {}, texts: {} })
    expect(documentAt(moments, 1)).toEqual({ fields: { design: reported('cohort') }, texts: {} })
    expect(documentAt(moments, 2).fields).toHaveProperty('design')
    expect(documentAt(moments, 3)).toEqual({
      fields: { aim: { status: 'from-authors' } },
      texts: { aim: 'To compare' },
    })
  })
})
