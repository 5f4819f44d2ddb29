import { canonicalJson, type Json } from '../json.ts'

/** The one of two that a consensus begins with, by the same rule for everybody: the shorter, then the earlier in code units. */
export function shorterFirst(a: string, b: string): string {
  if (a.length !== b.length) return a.length < b.length ? a : b
  return a <= b ? a : b
}

/** The same rule for values that are no text, by their canonical text. */
export function shorterJsonFirst<V extends Json>(a: V, b: V): V {
  const first = canonicalJson(a)
  return shorterFirst(first, canonicalJson(b)) === first ? a : b
}
