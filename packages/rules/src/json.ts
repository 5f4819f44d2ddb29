/**
 * Plain JSON: the only values that may stand in a document, an event or a snapshot.
 *
 * Yjs carries more (NaN, infinities, BigInt, undefined, bytes, lone surrogates, `__proto__` keys); canonical JSON
 * carries none of it, so such a value could be edited but never frozen. `plainJsonFault` finds it at the gate.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Deeper nesting than any field needs, shallow enough for every decoder's stack. */
export const MAX_JSON_DEPTH = 16

export type JsonFault = 'not-json' | 'too-deep' | 'forbidden-key' | 'not-finite' | 'lone-surrogate'

/** What makes `value` unfit for canonical JSON, or null if nothing does. */
export function plainJsonFault(value: unknown, depth = 0): JsonFault | null {
  if (depth > MAX_JSON_DEPTH) return 'too-deep'
  switch (typeof value) {
    case 'boolean':
      return null
    case 'number':
      return Number.isFinite(value) ? null : 'not-finite'
    case 'string':
      return value.isWellFormed() ? null : 'lone-surrogate'
    case 'object':
      return value === null ? null : objectFault(value, depth)
    default:
      return 'not-json'
  }
}

function objectFault(value: object, depth: number): JsonFault | null {
  if (Array.isArray(value)) return firstFault(value, depth)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return 'not-json'
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return 'forbidden-key'
    if (!key.isWellFormed()) return 'lone-surrogate'
  }
  return firstFault(Object.values(value), depth)
}

function firstFault(values: readonly unknown[], depth: number): JsonFault | null {
  for (const value of values) {
    const fault = plainJsonFault(value, depth + 1)
    if (fault !== null) return fault
  }
  return null
}

/**
 * The canonical text of a JSON value (RFC 8785): keys sorted by UTF-16 code units, no spaces, numbers and strings as
 * ECMAScript prints them. Equal values give equal text on any machine, so its hash identifies the value.
 *
 * @throws TypeError for a value that is not plain JSON.
 */
export function canonicalJson(value: Json): string {
  const fault = plainJsonFault(value)
  if (fault !== null) throw new TypeError(`not canonical JSON: ${fault}`)
  return print(value)
}

/**
 * `canonicalJson` of many values that share long parts: a part that was printed is not printed again. Only for as long as none
 * of them changes.
 */
export function canonicalPrinter(): (value: Json) => string {
  const printed = new WeakMap<object, string>()
  const printOnce = (value: Json): string => {
    if (value === null || typeof value !== 'object') return print(value)
    const known = printed.get(value)
    if (known !== undefined) return known
    const text = print(value, printOnce)
    // To keep what is short would cost more than to print it.
    if (text.length >= LONG) printed.set(value, text)
    return text
  }
  return (value) => {
    const fault = plainJsonFault(value)
    if (fault !== null) throw new TypeError(`not canonical JSON: ${fault}`)
    return printOnce(value)
  }
}

/** UTF-16 code units from which on a printed part is kept. */
const LONG = 1_000

/** @param printPart prints what the value is made of. */
function print(value: Json, printPart: (part: Json) => string = print): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isJsonArray(value)) return `[${value.map((part) => printPart(part)).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${printPart(value[key] as Json)}`)
  return `{${members.join(',')}}`
}

function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

export function isSameJson(a: Json, b: Json): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b)
}
