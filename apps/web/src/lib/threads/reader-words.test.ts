import { expect, it } from 'vitest'
import { Scene, alice, bob, carol, dana, erin, firstStudy, tinyInstrument } from '@tandem/rules/testing'
import { readerWords } from './reader-words.ts'

const anchor = { study: firstStudy, form: tinyInstrument.id, item: 'sites', part: null }

it('names who reads a comment of a blind reviewer now, and who reads it after the reveal', () => {
  const { view } = new Scene().assigns()
  expect(readerWords(view, alice, anchor)).toBe(
    'Only Carol and Dana read this before the reveal; Bob reads it afterwards.',
  )
  expect(readerWords(view, dana, anchor)).toBe(
    'Only Carol reads this before the reveal; Alice and Bob read it afterwards.',
  )
})

it('says so where nobody reads it before the reveal', () => {
  const scene = new Scene().assigns()
  const people = scene.view.people.filter(({ id }) => id === alice || id === bob)
  expect(readerWords({ ...scene.view, people }, alice, anchor)).toBe(
    'Nobody else reads this before the reveal; Bob reads it afterwards.',
  )
})

it('names everybody where nothing is hidden, and counts where they are many', () => {
  const revealed = new Scene().inConflict()
  expect(readerWords(revealed.view, carol, anchor)).toBe('You, Alice, Bob and Dana read this.')
  const { view } = new Scene()
  const another = { ...view.people[0]!, id: 'fay' as typeof erin }
  expect(readerWords({ ...view, people: [...view.people, another] }, erin, anchor)).toBe('You and 5 others read this.')
})
