/**
 * Shapes of untrusted JSON: each gives the problems of a value, with the JSON pointer where they are. Objects are
 * strict, so that nothing can travel in a snapshot that is neither shown nor recomputed.
 */
import type { Problem } from './problem.ts'

export type Shape = (value: unknown, where: string) => readonly Problem[]

const fault = (where: string, expected: string): readonly Problem[] => [
  { where: where === '' ? '/' : where, sentence: `Here stands no ${expected}.` },
]

export const anything: Shape = () => []

export const text: Shape = (value, where) => (typeof value === 'string' ? [] : fault(where, 'text'))

export const flag: Shape = (value, where) => (typeof value === 'boolean' ? [] : fault(where, 'true or false'))

export const number: Shape = (value, where) => (typeof value === 'number' ? [] : fault(where, 'number'))

export const count: Shape = (value, where) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? [] : fault(where, 'whole number from 0')

export const matching =
  (pattern: RegExp, expected: string): Shape =>
  (value, where) =>
    typeof value === 'string' && pattern.test(value) ? [] : fault(where, expected)

export const oneOf =
  (...values: readonly unknown[]): Shape =>
  (value, where) =>
    values.includes(value) ? [] : fault(where, `value of ${values.map((known) => JSON.stringify(known)).join(', ')}`)

export const nullable =
  (shape: Shape): Shape =>
  (value, where) =>
    value === null ? [] : shape(value, where)

export const list =
  (shape: Shape): Shape =>
  (value, where) =>
    Array.isArray(value) ? value.flatMap((element, at) => shape(element, `${where}/${at}`)) : fault(where, 'list')

export const record =
  (keys: RegExp, shape: Shape): Shape =>
  (value, where) => {
    if (!isObject(value)) return fault(where, 'object')
    return Object.entries(value).flatMap(([key, member]) =>
      keys.test(key) ? shape(member, pointer(where, key)) : fault(pointer(where, key), 'member of a known name'),
    )
  }

type Members = Readonly<Record<string, Shape>>

export const object =
  (members: Members, optional: Members = {}): Shape =>
  (value, where) => {
    if (!isObject(value)) return fault(where, 'object')
    const missing = Object.keys(members).filter((key) => !Object.hasOwn(value, key))
    const present = Object.entries(value).flatMap(([key, member]) => {
      const shape = own(members, key) ?? own(optional, key)
      return shape === undefined
        ? fault(pointer(where, key), 'member of a known name')
        : shape(member, pointer(where, key))
    })
    return [...missing.map((key) => ({ where: pointer(where, key), sentence: 'This member is missing.' })), ...present]
  }

/** A member of a recursive shape, looked up when it is needed. */
export const lazily =
  (shape: () => Shape): Shape =>
  (value, where) =>
    shape()(value, where)

export const firstFitting =
  (choose: (value: object) => Shape): Shape =>
  (value, where) =>
    isObject(value) ? choose(value)(value, where) : fault(where, 'object')

const own = (members: Members, key: string): Shape | undefined =>
  Object.hasOwn(members, key) ? members[key] : undefined

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON pointer, RFC 6901. */
export const pointer = (where: string, key: string | number): string =>
  `${where}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
