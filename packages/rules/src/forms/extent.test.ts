import { expect, it } from 'vitest'
import { plainOf, row, STRUCTURE } from '../testing/extraction-scene.ts'
import { tinyForm } from '../testing/tiny-form.ts'
import type { Json } from '../json.ts'
import { cellsOf } from './cells.ts'
import { excessIn, MAX_RESULTS, MAX_ROWS } from './extent.ts'
import { resultCount, structureIn } from './structure.ts'
import { STUDY_STRUCTURE } from './study-structure.ts'

function rows(section: string, count: number, answers: Readonly<Record<string, Json>>) {
  const list = Array.from({ length: count }, (_, at) => row(section, `x${at}`, 'V', { name: `Row ${at}`, ...answers }))
  return Object.assign({}, ...list) as Readonly<Record<string, Json>>
}

it('a section has as many rows as people can compare, and none more', () => {
  expect(excessIn(tinyForm, plainOf(rows('funders', MAX_ROWS, {})))).toBeNull()
  expect(excessIn(tinyForm, plainOf(rows('funders', MAX_ROWS + 1, {})))).toEqual({
    section: 'funders',
    given: MAX_ROWS + 1,
    limit: MAX_ROWS,
  })
})

it('a structure gives no more results than can be filled in, however few rows it takes', () => {
  const cube = (each: number) =>
    plainOf({
      ...rows('arms', each, { role: 'intervention' }),
      ...rows('timepoints', each, {}),
      ...rows('outcomes', each, { measure: 'dichotomous' }),
    })
  expect(excessIn(STUDY_STRUCTURE, cube(8))).toBeNull()
  // 20 times 20 occasions, each with 20 arms and 190 pairs of them.
  expect(excessIn(STUDY_STRUCTURE, cube(20))).toEqual({ section: 'results', given: 84_000, limit: MAX_RESULTS })
})

it('results are counted as they are asked', () => {
  const structure = structureIn(plainOf(STRUCTURE))
  const results = cellsOf(tinyForm, plainOf({}), structure).filter(({ field }) => field.id === 'n')
  // Each of two occasions has one comparison, too, which the tiny form does not ask for.
  expect(resultCount(structure)).toBe(results.length + 2)
})
