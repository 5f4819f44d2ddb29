import { expect, test } from 'vitest'
import { countriesLike } from './country-search.ts'

const namesLike = (typed: string, without: readonly string[] = []) =>
  countriesLike(typed, without).map(({ name }) => name)

test('a country is found by the beginning of its name or of a word of it, the name first', () => {
  expect(namesLike('neth')).toEqual(['Netherlands', 'Caribbean Netherlands'])
  expect(namesLike('guinea')[0]).toBe('Guinea')
  expect(namesLike('guinea')).toContain('Equatorial Guinea')
  expect(namesLike('utch')).toEqual([])
})

test('without accents and case, and not among those that are chosen already', () => {
  expect(namesLike('ALAND')).toEqual(['Åland Islands'])
  expect(namesLike('neth', ['NL'])).toEqual(['Caribbean Netherlands'])
  expect(namesLike('')).toEqual([])
})
