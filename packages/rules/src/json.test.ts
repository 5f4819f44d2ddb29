import { expect, it } from 'vitest'
import { canonicalJson, canonicalPrinter, type Json } from './json.ts'

const long = (word: string): Json => ({ note: word.repeat(2_000), at: [1, { b: null, a: word }] })

it('a printer gives the canonical text of every value, however many parts they share', () => {
  const [one, other] = [long('one'), long('other')]
  const print = canonicalPrinter()
  const values: readonly Json[] = [one, [one, other], { b: other, a: [one, 'x'], é: 0.1 }, 'text', null, { b: other }]
  for (const value of values) expect(print(value)).toBe(canonicalJson(value))
})

it('a printer prints a long part once', () => {
  const part: { note: string } = { note: 'x'.repeat(2_000) }
  const print = canonicalPrinter()
  const before = print({ part })
  part.note = 'another'
  expect(print({ part })).toBe(before)
})

it('a printer refuses what is no plain JSON, also around a part that it knows', () => {
  const part = long('known')
  const print = canonicalPrinter()
  print(part)
  expect(() => print([part, Number.NaN])).toThrow(/not-finite/)
  let deep = part
  for (let depth = 0; depth < 14; depth += 1) deep = [deep]
  expect(() => canonicalJson(deep)).toThrow(/too-deep/)
  expect(() => print(deep)).toThrow(/too-deep/)
})
