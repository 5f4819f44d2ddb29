import { documentOf } from '@tandem/rules'
import { tinyForm } from '@tandem/rules/testing'
import { describe, expect, test } from 'vitest'
import { fieldStep, objectionTo, outlineIn, partOf, rowOf, stops, type FieldLine, type SectionLine } from './outline.ts'

const field = (section: string, id: string): FieldLine => ({ row: `${section}~${id}`, id, section, label: id })
const section = (id: string, per: SectionLine['per'], ids: readonly string[]): SectionLine => ({
  id,
  title: id,
  per,
  fields: ids.map((one) => field(id, one)),
})
const OUTLINE = [
  section('study', 'study', ['design', 'aim']),
  section('arms', 'arm', ['n']),
  section('end', 'study', ['note-1', 'n']),
]

describe('the outline', () => {
  test('names what stands in the document, in its order', () => {
    const outline = outlineIn(documentOf(tinyForm))
    const current = tinyForm.sections.filter(({ retired }) => !retired)
    expect(outline.map(({ id, per }) => [id, per])).toEqual(current.map(({ id, per }) => [id, per]))
    expect(outline.map(({ fields }) => fields.map(({ id }) => id))).toEqual(
      current.map(({ fields }) => fields.filter(({ retired }) => !retired).map(({ id }) => id)),
    )
  })

  test('is walked through from the form to the last field', () => {
    const parts = stops(OUTLINE)
    expect(parts).toHaveLength(1 + 3 + 5)
    expect(parts.map(rowOf).slice(0, 3)).toEqual(['', 'sections/study', 'fields/study~design'])
    expect(parts.map((part) => partOf(`${rowOf(part)}/x`)).slice(1)).toEqual(parts.slice(1))
  })
})

describe('a field that is moved', () => {
  test('steps past its neighbour, and stays where there is nothing beyond', () => {
    expect(fieldStep(OUTLINE, field('study', 'design'), 1, false)).toEqual({ section: 'study', at: 1 })
    expect(fieldStep(OUTLINE, field('study', 'design'), -1, false)).toBeNull()
  })

  test('steps over the edge of its section to the near end of the next', () => {
    expect(fieldStep(OUTLINE, field('study', 'aim'), 1, false)).toEqual({ section: 'arms', at: 0 })
    expect(fieldStep(OUTLINE, field('end', 'note-1'), -1, false)).toEqual({ section: 'arms', at: 1 })
  })

  test('passes by a section in which its answers could not stand', () => {
    expect(fieldStep(OUTLINE, field('study', 'aim'), 1, true)).toEqual({ section: 'end', at: 0 })
    expect(fieldStep(OUTLINE, field('arms', 'n'), 1, true)).toBeNull()
  })

  test('never comes to stand beside another of its id', () => {
    const [study, arms, end] = OUTLINE
    expect(objectionTo(OUTLINE, field('arms', 'n'), end!, false)).toBe('id-taken')
    expect(objectionTo(OUTLINE, field('arms', 'n'), study!, false)).toBe('id-taken')
    expect(objectionTo(OUTLINE, field('end', 'n'), arms!, false)).toBe('id-taken')
    expect(objectionTo(OUTLINE, field('end', 'n'), study!, false)).toBeNull()
    expect(objectionTo(OUTLINE, field('study', 'aim'), arms!, true)).toBe('published')
  })
})
