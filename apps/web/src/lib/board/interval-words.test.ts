import { expect, it } from 'vitest'
import { intervalWords } from './interval-words.ts'

it('an interval stays on the scale, without a minus zero', () => {
  expect(intervalWords({ standardError: 0.2, low: 0.612, high: 1.3 })).toBe('0.61 to 1.00')
  expect(intervalWords({ standardError: 0.2, low: -0.001, high: 0.5 })).toBe('0.00 to 0.50')
})

it('an interval of a method that knows no uncertainty is not printed as certainty', () => {
  expect(intervalWords({ standardError: 0, low: 1, high: 1 })).toBe('not defined')
})
