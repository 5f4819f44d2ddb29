import { utf8ToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJson } from './json-text.ts'

const faultIn = (text: string) => {
  const read = readJson(utf8ToBytes(text))
  return read.ok ? null : read.fault
}

describe('the place of the first fault', () => {
  test.each([
    ['', 0],
    ['   ', 3],
    ['x', 0],
    ['{', 1],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['{"a":1]', 6],
    ['[1}', 2],
    ['{} {}', 3],
    ['"open', 5],
    ['"a\nb"', 2],
    ['"\\x"', 1],
    ['"\\u12G4"', 1],
    ['01', 0],
    ['[-]', 1],
    ['[1.]', 1],
    ['[tru]', 1],
    ["['a']", 1],
    ['[[[]]', 5],
    ['{"a":{"b":[1,{"c":nul}]}}', 18],
  ])('of %j is byte %i', (text, byte) => {
    expect(faultIn(text)).toMatchObject({ kind: 'not-json', byte })
  })

  test('is counted in bytes, and in lines and characters for people', () => {
    expect(faultIn('{\n"é": "😀" 1}')).toEqual({ kind: 'not-json', byte: 15, line: 2, column: 10 })
  })

  test('of bytes that are no UTF-8 is the first of them', () => {
    for (const [bytes, byte] of [
      [[0x22, 0x41, 0xc3, 0x22], 2],
      [[0x22, 0xc0, 0x80, 0x22], 1],
      [[0x22, 0xef, 0xbf, 0xbd, 0xff, 0x22], 4],
      [[0xed, 0xa0, 0x80], 0],
    ] as const) {
      const read = readJson(Uint8Array.from(bytes))
      expect(read).toMatchObject({ ok: false, fault: { kind: 'not-utf-8', byte } })
    }
  })

  test('is found in megabytes of one string, of nesting and of spaces', () => {
    const many = 2_000_000
    expect(faultIn(`{"a":"${'x'.repeat(many)}",}`)).toMatchObject({ byte: many + 8 })
    expect(faultIn('['.repeat(many))).toMatchObject({ byte: many })
    expect(faultIn(`${' '.repeat(many)}x`)).toMatchObject({ byte: many })
    expect(faultIn(`[${'1'.repeat(many)}`)).not.toBeNull()
  })
})

test('whatever the engine reads is read, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ u0019-.eEtruefalsn\n'), maxLength: 14 }), (text) => {
      let isJson = true
      try {
        JSON.parse(text)
      } catch {
        isJson = false
      }
      const fault = faultIn(text)
      expect(fault === null).toBe(isJson)
      expect(fault?.byte ?? 0).toBeLessThanOrEqual(text.length)
    }),
    { seed: 8259, numRuns: 3_000 },
  )
})

test('a text cut anywhere breaks where it ends, or where its last word begins', () => {
  const text = '{"a":[1,-2.5e3,true,null,"é\\u00e9"],"b":{}}'
  for (let end = 0; end < text.length; end += 1) {
    const fault = faultIn(text.slice(0, end))
    expect(fault).not.toBeNull()
    expect(utf8ToBytes(text.slice(0, end)).length - (fault?.byte ?? 0), text.slice(0, end)).toBeLessThanOrEqual(6)
  }
})
