import { structureIn, type ExtractionForm, type Json } from '@tandem/rules'
import { reported, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import { expect, test } from 'vitest'
import { gridsOf } from './grids.ts'
import { stepFrom } from './grid-steps.ts'

const structured = (change: Readonly<Record<string, Json>> = {}) =>
  structureIn({ fields: { ...STRUCTURE, ...change }, texts: {} })
const results = tinyForm.sections.find(({ id }) => id === 'results')!

test('results are one table for each outcome: a line for each arm at each timepoint, a column for each number', () => {
  const [grid, ...others] = gridsOf(tinyForm, results, structured())
  expect(others).toEqual([])
  expect(grid?.title).toBe('Return to work')
  expect(grid?.columns.map(({ label }) => label)).toEqual(['People', 'Events'])
  expect(grid?.lines.map(({ group, label }) => [group, label])).toEqual([
    ['6 months', 'Back school'],
    ['6 months', 'Usual care'],
    ['12 months', 'Back school'],
    ['12 months', 'Usual care'],
  ])
  expect(grid?.lines[1]?.cells.map((cell) => cell?.id)).toEqual(['results/o1~t1~a2/n', 'results/o1~t1~a2/events'])
})

test('an outcome has only the columns of its kind, and the lines of its timepoints', () => {
  const means = structured({
    'outcomes/o1/measure': reported('continuous'),
    'outcomes/o1/timepoints': reported(['t2']),
  })
  const [grid] = gridsOf(tinyForm, results, means)
  expect(grid?.columns.map(({ id }) => id)).toEqual(['n'])
  expect(grid?.lines.map(({ group }) => group)).toEqual(['12 months', '12 months'])
})

test('arms are the columns of one table, and pairs of arms the lines of another', () => {
  const form: ExtractionForm = {
    ...tinyForm,
    sections: [
      { ...results, id: 'arm', per: 'arm' },
      { ...results, id: 'between', per: 'contrast' },
    ],
  }
  const [byArm] = gridsOf(form, form.sections[0]!, structured())
  expect(byArm?.columns.map(({ label }) => label)).toEqual(['Back school', 'Usual care'])
  expect(byArm?.lines.map(({ label, cells }) => [label, cells.length])).toEqual([
    ['People', 2],
    ['Events', 2],
  ])
  const [between] = gridsOf(form, form.sections[1]!, structured())
  expect(between?.lines[0]?.label).toBe('Back school against Usual care')
})

test('a step leads over places where nothing is asked, and not over the edge', () => {
  const places = [
    [{}, null, {}],
    [{}, {}, {}],
  ]
  expect(stepFrom(places, { line: 0, column: 0 }, 'right')).toEqual({ line: 0, column: 2 })
  expect(stepFrom(places, { line: 0, column: 2 }, 'right')).toBeNull()
  expect(stepFrom(places, { line: 0, column: 2 }, 'down')).toEqual({ line: 1, column: 2 })
  expect(stepFrom(places, { line: 1, column: 1 }, 'up')).toBeNull()
})
