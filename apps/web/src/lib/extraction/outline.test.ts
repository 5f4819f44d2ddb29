import { structureIn, type Json } from '@tandem/rules'
import { EXTRACTED, reported, row, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import { describe, expect, test } from 'vitest'
import { nextIn, outlineOf } from './outline.ts'

const structure = structureIn({ fields: STRUCTURE, texts: {} })
const outline = (fields: Readonly<Record<string, Json>>, ground = { structure, differing: [] as string[] }) =>
  outlineOf(tinyForm, { fields, texts: {} }, ground)

describe('a form at a glance', () => {
  test('says what is open in the order of the form, a section that needs a row by itself', () => {
    const { open } = outline({})
    expect(open.slice(0, 2)).toEqual(['design', 'funders'])
    expect(open).toHaveLength(2 + 4)
    expect(outline(EXTRACTED).open).toEqual([])
  })

  test('counts what is asked and answered in each section, without what is behind a closed gate', () => {
    const [study, funders, results] = outline({ ...EXTRACTED, allocation: reported('by lot') }).sections
    expect(study).toEqual({ id: 'study', asked: 2, answered: 1, open: 0 })
    expect(funders).toMatchObject({ asked: 2, answered: 1 })
    expect(results).toMatchObject({ asked: 8, answered: 4 })
  })

  test('leaves out what hangs on the structure while none is agreed', () => {
    const { order, kept } = outline(EXTRACTED, { structure: null as never, differing: [] })
    expect(order.some((item) => item.startsWith('results/'))).toBe(false)
    expect(kept).toEqual([])
  })
})

describe('what is kept and not asked any more', () => {
  const why = (fields: Readonly<Record<string, Json>>) => outline(fields).kept.map(({ item, why }) => [item, why])

  test('is listed with the reason: the form dropped it, or the structure has no such arm', () => {
    expect(why({ dropped: reported('x'), 'results/o1~t1~gone/n': reported(4) })).toEqual([
      ['dropped', 'retired'],
      ['results/o1~t1~gone/n', 'structure'],
    ])
  })

  test('is neither an answer behind a closed gate nor one of a row that somebody deleted', () => {
    const { 'funders/f1/order': _, ...deleted } = row('funders', 'f1', 'B', { name: 'A' })
    expect(why({ design: reported('cohort'), allocation: reported('by lot'), ...deleted })).toEqual([])
  })
})

test('the next one is the first after this, and from the top again at the end', () => {
  const order = ['a', 'b', 'c']
  expect(nextIn(order, 'a', new Set(['a', 'c']))).toBe('c')
  expect(nextIn(order, 'c', new Set(['a', 'c']))).toBe('a')
  expect(nextIn(order, null, new Set(['b']))).toBe('b')
  expect(nextIn(order, 'a', new Set())).toBeNull()
})
