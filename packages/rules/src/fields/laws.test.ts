import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition } from '../instruments/definition.ts'
import { isSameJson, plainJsonFault, type Json } from '../json.ts'
import { COUNTRIES } from './countries.ts'
import type { FieldType } from './field-type.ts'
import { FIELD_TYPES, fieldTypeOf, isFieldType, type FieldSettings, type FieldTypeId } from './index.ts'
import type { FieldOption } from './option.ts'
import { sortedIds } from './shape.ts'
import { tidied } from './text.ts'
import type { Unit } from './unit.ts'

type Case = { readonly settings: FieldSettings; readonly value: Json }
type Law = (type: FieldType<FieldSettings, Json>, settings: FieldSettings, values: readonly Json[]) => void

/** What keeps its answers in one writing only: there the same value is equal JSON. */
const ONE_WRITING: ReadonlySet<string> = new Set<FieldTypeId>([
  'whole',
  'date',
  'choice',
  'choices',
  'yes-no-unclear',
  'country',
  'counts',
  'rows',
])

const LAWS: Readonly<Record<string, Law>> = {
  'what is read from what was shown is the same value': (type, settings, values) => {
    for (const value of values) {
      const shown = type.show(settings, value)
      const read = type.parse(settings, shown)
      if (!read.ok || read.value === null) return expect.fail(`nothing was read from ${JSON.stringify(shown)}`)
      if (!type.isSame(settings, read.value, value)) {
        expect.fail(
          `${JSON.stringify(value)} was shown as ${JSON.stringify(shown)}, read as ${JSON.stringify(read.value)}`,
        )
      }
    }
  },
  'being the same is an equivalence, and equal JSON is the same': (type, settings, values) => {
    const isSame = (a: Json, b: Json): boolean => type.isSame(settings, a, b)
    for (const a of values) {
      expect(isSame(a, JSON.parse(JSON.stringify(a)) as Json)).toBe(true)
      for (const b of values) {
        expect(isSame(a, b)).toBe(isSame(b, a))
        if (ONE_WRITING.has(type.id)) expect(isSame(a, b)).toBe(isSameJson(a, b))
        for (const c of values) if (isSame(a, b) && isSame(b, c)) expect(isSame(a, c)).toBe(true)
      }
    }
  },
  'a consensus begins with one of two same values, whichever comes first': (type, settings, values) => {
    for (const a of values) {
      for (const b of values.filter((other) => type.isSame(settings, a, other))) {
        const merged = type.merged(settings, a, b)
        expect(merged).toEqual(type.merged(settings, b, a))
        expect(type.isSame(settings, merged, a) && type.isSame(settings, merged, b)).toBe(true)
        expect(type.fits(settings, merged)).toBe(true)
      }
    }
  },
  'what fits is plain JSON': (type, settings, values) => {
    for (const value of values) {
      expect(type.fits(settings, value)).toBe(true)
      expect(plainJsonFault(value)).toBeNull()
    }
  },
}

describe.each(FIELD_TYPES.map((type) => [type.id, type] as const))('the field type %s', (id, type) => {
  it('is in a file of its name, by which settings find it', async () => {
    const exported: Record<string, unknown> = await import(`../fields/${id}.ts`)
    expect(Object.values(exported)).toContain(type)
    expect(isFieldType(id)).toBe(true)
    expect(fieldTypeOf(type.fresh)).toBe(type)
    expect(type.fresh.type).toBe(id)
  })

  it('says what it is in words, with settings that hold', () => {
    expect(type.title).toMatch(/^[A-Z]/)
    expect(type.purpose).toMatch(/^[A-Z].*\.$/)
    for (const { settings } of type.examples) expect(type.settingsFaults(settings)).toEqual([])
    expect(type.settingsFaults(type.fresh).map((fault) => /^[A-Z].*\.$/.test(fault))).toEqual(FRESH_FAULTS[id])
  })

  it('has examples: three that differ, and two writings of one where there are any', () => {
    const classes = type.examples.flatMap(({ settings, values }) =>
      values.filter((value, at) => !values.slice(0, at).some((earlier) => type.isSame(settings, earlier, value))),
    )
    const writings = type.examples.flatMap(({ values }) => values)
    expect(classes.length).toBeGreaterThanOrEqual(3)
    expect(writings.length > classes.length).toBe(!ONE_WRITING.has(id))
  })

  it.each(Object.entries(LAWS))('%s: examples', (_, law) => {
    for (const { settings, values } of type.examples) law(type, settings, values)
  })

  it.each(Object.entries(LAWS))('%s: any values', (_, law) => {
    fc.assert(
      fc.property(VALUES[id], (cases) => {
        const [first] = cases
        if (first === undefined) return
        expect(type.settingsFaults(first.settings)).toEqual([])
        law(
          type,
          first.settings,
          cases.map(({ value }) => value),
        )
      }),
      { seed: 1998, numRuns: 300 },
    )
  })

  it('takes what it reads, and reads no value from nothing', () => {
    let read = 0
    const settings = fc.constantFrom(...type.examples.map((example) => example.settings))
    const shown = type.examples.flatMap((example) => example.values.map((value) => type.show(example.settings, value)))
    fc.assert(
      fc.property(settings, typedTexts(shown), (example, typed) => {
        const result = type.parse(example, typed)
        if (!result.ok) expect(result.reason).toMatch(/\.$/s)
        else if (result.value === null) expect(tidied(typed).replace(/[;,]/g, '').trim()).toBe('')
        else {
          expect(type.fits(example, result.value)).toBe(true)
          read += 1
        }
      }),
      { seed: 2025, numRuns: 1_500 },
    )
    expect(read).toBeGreaterThan(50)
    for (const nothing of ['', ' ', '\n\t ']) {
      for (const example of type.examples)
        expect(type.parse(example.settings, nothing)).toEqual({ ok: true, value: null })
    }
  })

  it('refuses what is no answer', () => {
    for (const { settings, values } of type.examples) {
      for (const value of [...HOSTILE, ...values.flatMap(spoilt)]) {
        if (type.fits(settings, value)) expect.fail(`took ${String(JSON.stringify(value)).slice(0, 200)}`)
      }
    }
  })
})

it('settings of no known type are a mistake, also where plain objects have something of that name', () => {
  for (const type of ['colour', 'constructor', '__proto__', 'toString']) {
    expect(isFieldType(type)).toBe(false)
    expect(() => fieldTypeOf({ type })).toThrow(`there is no field type ${type}`)
  }
})

it('only what builds forms is kept from the palette', () => {
  expect(FIELD_TYPES.filter(({ isForBuilders }) => isForBuilders).map(({ id }) => id)).toEqual([
    'options',
    'units',
    'condition',
  ])
})

/** A new field of these types asks for something first: one fault each that is a sentence. */
const FRESH_FAULTS: Readonly<Record<FieldTypeId, readonly true[]>> = {
  text: [],
  'long-text': [],
  number: [],
  whole: [],
  date: [],
  choice: [true],
  choices: [true],
  'yes-no-unclear': [],
  country: [],
  references: [],
  counts: [],
  rows: [true],
  options: [],
  units: [],
  condition: [],
}

class Amountlike {
  readonly amount = '1'
  readonly unit = null
}

/** No answer of any type. */
const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  true,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  0.5,
  2 ** 53,
  10n,
  '',
  ' ',
  'x'.repeat(30_000),
  '\u0000',
  'a\u202Eb',
  '\uD800',
  '__proto__ ',
  ' constructor',
  [],
  [null],
  [undefined],
  Array.from({ length: 3 }),
  // oxlint-disable-next-line no-sparse-arrays -- a list with a hole is what is tried
  ['NL', , 'SE'],
  [['NL']],
  Array.from({ length: 5_000 }, (_, at) => `x-${String(at).padStart(5, '0')}`),
  ['constructor'],
  ['x'.repeat(61)],
  ['a', 'a'],
  {},
  Object.create({ amount: '1', unit: null }),
  new Amountlike(),
  new Date(0),
  new Map(),
  Symbol('x'),
  () => 'x',
  { amount: '1' },
  { amount: '1', unit: 'constructor' },
  { amount: '1e5', unit: null },
  { amount: '01', unit: null },
  { amount: 1, unit: null },
  { amount: '1', unit: null, note: 'more' },
  { amount: '1'.repeat(31), unit: null },
  { item: 'constructor', in: ['x'] },
  { item: 'x', in: [] },
  { all: [] },
  { item: 'x', in: ['y'], all: [] },
  { all: [{ all: [{ all: [{ all: [{ item: 'x', in: ['y'] }] }] }] }] },
]

/** Values near one that fits, none of which does: what else stands in it, or how it is written, must not pass. */
function spoilt(value: Json): readonly unknown[] {
  if (typeof value === 'string') return [`${value} `, `${value}\u0000`, [value], { value }]
  if (typeof value === 'number') return [value + 0.5, String(value), [value], BigInt(value)]
  if (!Array.isArray(value)) {
    const members = value as Readonly<Record<string, Json>>
    return [
      { ...members, more: 1 },
      [value],
      Object.create(members),
      ...Object.keys(members)
        .filter((key) => key !== 'retired')
        .map((key) => without(members, key)),
    ]
  }
  const elements = value as readonly Json[]
  const isText = elements.some((element) => typeof element === 'string')
  return [
    [...elements, null],
    [...elements, undefined],
    Object.assign([...elements], { length: elements.length + 1 }),
    ...(isText ? [[...elements].reverse()].filter((list) => list.length > 1) : []),
    ...(typeof elements[0] === 'number' ? [] : [[...elements, ...elements]]),
    ...elements.flatMap((element) => (typeof element === 'number' ? [] : spoilt(element).map((other) => [other]))),
    { ...elements },
  ]
}

function without(members: Readonly<Record<string, Json>>, key: string): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== key))
}

/** What people and other programs put into a field: bits of what is shown, of numbers, dates and lists, and anything. */
function typedTexts(shown: readonly string[]): fc.Arbitrary<string> {
  const bits = fc.constantFrom(
    ...shown,
    '1',
    '12',
    '234',
    '.',
    ',',
    ';',
    ' ',
    '\n',
    '-',
    '−',
    '/',
    '5',
    '2019',
    'May',
    '[a]',
  )
  return fc.oneof(
    fc.constantFrom(...shown),
    fc.array(bits, { maxLength: 6 }).map((chosen) => chosen.join('')),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'0123456789.,;/- []=abc\n\r\t"\uD800\u202E'), maxLength: 12 }),
  )
}

const ids = fc.constantFrom('a', 'b', 'a-1', 'a.1', 'or', 'is', 'all', '0', 'x-y.z')
const unitIds = fc.constantFrom('a', 'b', 'a-1', 'd', 'h')
const labels = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom('a', 'b', 'A', 'mg', 'Mg', '10^9/L', '[x] y', 'n = 5'),
  )
  .map(tidied)
const lines = fc
  .oneof(
    fc.string({ unit: fc.constantFrom('a', 'A', 'é', 'e\u0301', ' '), maxLength: 3 }),
    fc.string({ unit: 'binary' }),
  )
  .map(tidied)
  .filter((line) => line !== '')
const decimals = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.constantFrom('0', '1', '60', '1234', '20'),
    fc.constantFrom('', '.0', '.50', '.5'),
  )
  .map((parts) => parts.join(''))
const factors = fc.constantFrom('1', '60', '1/60', '2/120', '0.45359237', '7/30.4375', '0.5', '1/2')
const retired = fc.constantFrom({}, {}, { retired: true as const })

const optionLists: fc.Arbitrary<readonly FieldOption[]> = fc
  .uniqueArray(fc.tuple(ids, labels, retired), { selector: ([id]) => id, minLength: 2, maxLength: 5 })
  .map((made) => made.map(([id, label, flag]) => ({ id, label, ...flag })))

const unitLists: fc.Arbitrary<readonly Unit[]> = fc
  .uniqueArray(fc.tuple(unitIds, labels, factors, retired), { selector: ([id]) => id, minLength: 1, maxLength: 4 })
  .map((made) => made.map(([id, label, factor, flag]) => ({ id, label, factor, ...flag })))

const conditions = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 2, withCrossShrink: true },
    fc.record({ item: ids, in: fc.array(ids, { minLength: 1, maxLength: 3 }) }),
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
  ),
})).condition

const referenceTexts = fc.oneof(
  lines,
  fc.constantFrom(
    'A 2019',
    'a2019',
    'see 10.1234/ and',
    'PMID',
    'A. doi:10.1234/a(1)b. PMID: 7',
    'pmid 7',
    '(10.1234/x)',
    '10.1234/.,',
  ),
)

/** Settings without a fault, and up to four values each. */
function withSettings(
  settings: fc.Arbitrary<FieldSettings>,
  value: (settings: FieldSettings) => fc.Arbitrary<Json>,
): fc.Arbitrary<readonly Case[]> {
  return settings
    .filter((made) => fieldTypeOf(made).settingsFaults(made).length === 0)
    .chain((made) =>
      fc.array(
        value(made).map((one) => ({ settings: made, value: one })),
        { minLength: 1, maxLength: 4 },
      ),
    )
}

const plain = (type: FieldTypeId, value: fc.Arbitrary<Json>): fc.Arbitrary<readonly Case[]> =>
  withSettings(fc.constant({ type } as FieldSettings), () => value)

const optionsOf = (settings: FieldSettings): readonly FieldOption[] => ('options' in settings ? settings.options : [])
const unitsOf = (settings: FieldSettings): readonly Unit[] => ('units' in settings ? settings.units : [])

/** A new type does not compile before it says here what its values may be. */
const VALUES: Readonly<Record<FieldTypeId, fc.Arbitrary<readonly Case[]>>> = {
  text: plain('text', lines),
  'long-text': plain(
    'long-text',
    fc.array(lines, { minLength: 1, maxLength: 3 }).map((some) => some.join('\n').trim()),
  ),
  number: withSettings(
    fc
      .oneof(
        unitLists.map(([first, ...rest]) => [{ ...(first as Unit), factor: '1' }, ...rest]),
        fc.constant([]),
      )
      .map((units) => ({ type: 'number', units, min: null, max: 10 })),
    (settings) =>
      fc.record({
        amount: decimals,
        unit:
          unitsOf(settings).length === 0
            ? fc.constant(null)
            : fc.constantFrom(...unitsOf(settings).map(({ id }) => id)),
      }),
  ),
  whole: withSettings(fc.constant({ type: 'whole', min: 0, max: null }), () =>
    fc.oneof(fc.integer({ min: -2, max: 2 }), fc.maxSafeInteger()).map((number) => number + 0),
  ),
  date: plain(
    'date',
    fc
      .tuple(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        fc.constantFrom(4, 7, 10),
      )
      .map(([day, length]) => day.toISOString().slice(0, length)),
  ),
  choice: withSettings(
    optionLists.map((options) => ({ type: 'choice', options })),
    (settings) => fc.constantFrom(...optionsOf(settings).map(({ id }) => id)),
  ),
  choices: withSettings(
    optionLists.map((options) => ({ type: 'choices', options })),
    (settings) =>
      fc
        .subarray(
          optionsOf(settings).map(({ id }) => id),
          { minLength: 1 },
        )
        .map(sortedIds),
  ),
  'yes-no-unclear': plain('yes-no-unclear', fc.constantFrom('yes', 'no', 'unclear')),
  country: plain('country', fc.subarray(Object.keys(COUNTRIES), { minLength: 1, maxLength: 12 }).map(sortedIds)),
  references: withSettings(fc.constant({ type: 'references' }), (settings) =>
    fc
      .array(
        fc.record({
          text: referenceTexts,
          doi: fc.constantFrom(null, '10.1234/a', '10.1234/a(1)b', '10.1234/x', '10.1002/(sici)1<3::aid-s>3.0.co;2-s'),
          pmid: fc.constantFrom(null, '7', '12345678'),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .filter((made) => fieldTypeOf(settings).fits(settings, made)),
  ),
  counts: plain('counts', fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 2, maxLength: 6 })),
  rows: withSettings(fc.constant({ type: 'rows', section: 'arms' }), () =>
    fc.uniqueArray(ids, { minLength: 1 }).map(sortedIds),
  ),
  options: plain('options', optionLists),
  units: plain('units', unitLists),
  condition: plain('condition', conditions),
}
