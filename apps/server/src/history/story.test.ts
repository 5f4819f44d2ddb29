import { expect, it } from 'vitest'
import { storyOf } from './story.ts'
import { logged } from './testing/logged.ts'

it('tells who changed what, from what to what', () => {
  const { chapters } = storyOf(logged())
  expect(chapters.map(({ seq, actor, changes }) => [seq, actor, changes])).toEqual([
    [1, 'alice', [{ part: 'field', key: 'blind', before: null, after: 'yes' }]],
    [3, 'bob', [{ part: 'field', key: 'blind', before: 'yes', after: 'no' }]],
    [5, 'bob', [{ part: 'text', key: 'blind/note', before: null, after: 'Said so on page 4.' }]],
    [7, 'bob', [{ part: 'field', key: 'sites', before: null, after: 'two' }]],
    [9, 'alice', [{ part: 'field', key: 'sites', before: 'two', after: null }]],
  ])
})

it('stops where it is asked to, with the content of that moment', () => {
  expect(storyOf(logged(), 3).content).toEqual({ fields: { blind: 'no' }, texts: {} })
  expect(storyOf(logged(), 0).content).toEqual({ fields: {}, texts: {} })
})
