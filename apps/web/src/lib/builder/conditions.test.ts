import { fieldTypeOf, isAsked, type Condition, type ExtractionForm, type Field, type Section } from '@tandem/rules'
import { describe, expect, test } from 'vitest'
import { freshOn, isGroup, joined, withAnswer, withPart, withPartAt, type Single } from './condition-parts.ts'
import { conditionWords, gatesBefore, triable } from './gates.ts'

const choice = (id: string, change: Partial<Field> = {}): Field => ({
  id,
  label: id.toUpperCase(),
  help: '',
  required: false,
  settings: {
    type: 'choice',
    options: [
      { id: 'x', label: 'X' },
      { id: 'y', label: 'Y' },
    ],
  },
  ...change,
})
const text = (id: string): Field => choice(id, { settings: { type: 'text' } })
const section = (id: string, fields: readonly Field[], per: Section['per'] = 'study'): Section => ({
  id,
  title: id,
  help: '',
  per,
  fields,
})
const formOf = (...sections: readonly Section[]): ExtractionForm => ({
  kind: 'extraction',
  id: 'own',
  version: 1,
  title: 'Own',
  shortTitle: 'Own',
  cites: [],
  sections,
})
const on = (item: string, ...answers: readonly string[]): Single => ({ item, in: answers })
const isStorable = (condition: Condition | null): boolean =>
  condition === null || fieldTypeOf({ type: 'condition' }).fits({ type: 'condition' }, condition)

describe('a gate', () => {
  const form = formOf(
    section('a', [choice('a1'), text('a2')]),
    section('arms', [choice('n1'), choice('n2'), choice('n3')], 'arm'),
    section('b', [choice('b1', { settings: { type: 'yes-no-unclear' } }), choice('b2')]),
  )
  const idsBefore = (of: string, field: string) => gatesBefore(form, of, field).map(({ id }) => id)

  test('is an earlier question with options, of the own section or of one that is filled in once', () => {
    expect(idsBefore('a', 'a1')).toEqual([])
    expect(idsBefore('arms', 'n2')).toEqual(['a1', 'n1'])
    expect(idsBefore('b', 'b2')).toEqual(['a1', 'b1'])
    expect(
      gatesBefore(form, 'b', 'b2')
        .at(-1)
        ?.options.map(({ label }) => label),
    ).toEqual(['Yes', 'No', 'Unclear'])
  })

  test('is named by its label, and so are its answers', () => {
    const gates = gatesBefore(form, 'b', 'b2')
    const condition = { any: [on('a1', 'x', 'y'), { all: [on('b1', 'yes'), on('a1', 'x')] }] }
    expect(conditionWords(condition, gates)).toBe('A1 is X or Y, or (B1 is Yes, and A1 is X)')
  })
})

describe('a form that is tried while it is built', () => {
  test('leaves conditions out that wait for each other, so that it can be tried at all', () => {
    const form = formOf(section('a', [choice('a1', { when: on('a2', 'x') }), choice('a2', { when: on('a1', 'x') })]))
    const [a1, a2] = triable(form).sections[0]!.fields
    expect([a1?.when, a2?.when]).toEqual([undefined, on('a1', 'x')])
    const own = triable(form)
    const cell = { id: 'a2', section: own.sections[0]!, row: null, field: a2! }
    expect(isAsked(own, cell, { fields: { a1: { status: 'reported', value: 'x' } }, texts: {} })).toBe(true)
  })

  test('asks a question once that two people put into one section', () => {
    expect(triable(formOf(section('a', [choice('a1'), text('a1')]))).sections[0]?.fields).toHaveLength(1)
  })
})

describe('a condition that is made', () => {
  test('begins with the first answer, and becomes a list with the second part', () => {
    const first = freshOn({ id: 'a1', label: 'A1', options: [{ id: 'x', label: 'X' }] })
    expect(first).toEqual(on('a1', 'x'))
    const both = withPart(withPart(null, on('a1', 'x')), on('b1', 'yes'))
    expect(both).toEqual({ all: [on('a1', 'x'), on('b1', 'yes')] })
    expect(withPart({ any: [on('a1', 'x')] }, on('b1', 'no'))).toEqual({ any: [on('a1', 'x'), on('b1', 'no')] })
    expect(freshOn(undefined)).toBeUndefined()
  })

  test('is the one that is left where a list loses the other, and none where it loses the last', () => {
    const group = joined('any', [on('a1', 'x'), on('b1', 'yes')])
    expect(withPartAt(group, 0, null)).toEqual(on('b1', 'yes'))
    expect(withPartAt(joined('any', [on('a1', 'x')]), 0, null)).toBeNull()
    expect(withPartAt(group, 1, on('b1', 'no'))).toEqual({ any: [on('a1', 'x'), on('b1', 'no')] })
  })

  test('always names an answer', () => {
    expect(withAnswer(on('a1', 'x'), 'x', false)).toEqual(on('a1', 'x'))
    expect(withAnswer(on('a1', 'x'), 'y', true)).toEqual(on('a1', 'x', 'y'))
    expect(withAnswer(on('a1', 'x', 'y'), 'x', false)).toEqual(on('a1', 'y'))
  })

  test('can be stored after every step', () => {
    let condition: Condition | null = null
    for (const item of ['a1', 'b1', 'c1']) {
      condition = withPart(condition, on(item, 'x'))
      expect(isStorable(condition)).toBe(true)
    }
    while (condition && isGroup(condition)) {
      condition = withPartAt(condition, 0, null)
      expect(isStorable(condition)).toBe(true)
    }
  })
})
