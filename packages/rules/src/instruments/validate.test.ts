import { describe, expect, test } from 'vitest'
import { tinyInstrument } from '../testing/tiny-instrument.ts'
import type { Band, Condition, Instrument, Item, Option } from './definition.ts'
import { instrumentFaults } from './validate.ts'

/** The tiny instrument with one of its items changed. */
function withItem(id: string, change: (item: Item) => Item): Instrument {
  return {
    ...tinyInstrument,
    domains: tinyInstrument.domains.map((domain) => ({
      ...domain,
      items: domain.items.map((item) => (item.id === id ? change(item) : item)),
    })),
  }
}

const withOption = (id: string, place: number, change: Partial<Option>): Instrument =>
  withItem(id, (item) => ({
    ...item,
    options: item.options.map((option, at) => (at === place ? { ...option, ...change } : option)),
  }))

const withCondition = (when: Condition): Instrument => withItem('why-not', (item) => ({ ...item, when }))

const withBands = (...limits: readonly (readonly [number, number])[]): Instrument => ({
  ...tinyInstrument,
  bands: limits.map(([from, to], place): Band => ({ id: `band-${place}`, label: `band ${place}`, from, to })),
})

const [conduct, size] = tinyInstrument.domains as readonly [
  Instrument['domains'][0] & {},
  Instrument['domains'][0] & {},
]

describe('a broken definition is found', () => {
  test.each<readonly [string, Instrument, string]>([
    [
      'two items with one id',
      withItem('losses', (item) => ({ ...item, id: 'sites' })),
      'The instrument has the item id "sites" twice.',
    ],
    [
      'two domains with one id',
      { ...tinyInstrument, domains: [conduct, { ...size, id: 'conduct' }] },
      'The instrument has the domain id "conduct" twice.',
    ],
    [
      'two bands with one id',
      { ...tinyInstrument, bands: tinyInstrument.bands.map((band) => ({ ...band, id: 'weak' })) },
      'The instrument has the band id "weak" twice.',
    ],
    ['two options with one id', withOption('sites', 1, { id: 'none' }), 'Item "sites" has the option id "none" twice.'],
    ['no title', { ...tinyInstrument, title: ' ' }, 'The instrument lacks a title, a label or a number.'],
    ['no short title', { ...tinyInstrument, shortTitle: '' }, 'The instrument lacks a title, a label or a number.'],
    [
      'a domain without a title',
      { ...tinyInstrument, domains: [{ ...conduct, title: '' }, size] },
      'Domain "conduct" lacks a title, a label or a number.',
    ],
    [
      'a domain without a short title',
      { ...tinyInstrument, domains: [{ ...conduct, shortTitle: '' }, size] },
      'Domain "conduct" lacks a title, a label or a number.',
    ],
    [
      'an item without a number',
      withItem('sites', (item) => ({ ...item, number: '' })),
      'Item "sites" lacks a title, a label or a number.',
    ],
    [
      'an option without a label',
      withOption('sites', 1, { label: '' }),
      'Option "one" of item "sites" lacks a title, a label or a number.',
    ],
    [
      'an option without a short label',
      withOption('sites', 1, { shortLabel: '\t' }),
      'Option "one" of item "sites" lacks a title, a label or a number.',
    ],
    [
      'a band without a label',
      { ...tinyInstrument, bands: tinyInstrument.bands.map((band) => ({ ...band, label: '' })) },
      `Band "${tinyInstrument.bands[0]?.id}" lacks a title, a label or a number.`,
    ],
    [
      'two items with one number',
      withItem('sites', (item) => ({ ...item, number: 'A1' })),
      'The instrument has the item number "A1" twice.',
    ],
    [
      'a version before the first',
      { ...tinyInstrument, version: 0 },
      'The instrument has the version 0: versions are whole numbers from 1.',
    ],
    [
      'half a version',
      { ...tinyInstrument, version: 1.5 },
      'The instrument has the version 1.5: versions are whole numbers from 1.',
    ],
    [
      'a tone that nobody draws',
      withOption('sites', 1, { tone: 'pink' as Option['tone'] }),
      'Option "one" of item "sites" has the tone "pink", which is none.',
    ],
    [
      'a key that the screen uses',
      withOption('sites', 1, { key: 's' }),
      'Option "one" of item "sites" has the key "s", which the screen itself uses.',
    ],
    ['two options with one key', withOption('sites', 1, { key: '0' }), 'Item "sites" has the key "0" twice.'],
    [
      'an id that cannot be part of a document key',
      withItem('losses', (item) => ({ ...item, id: 'a/b' })),
      'The instrument has the item id "a/b", which is not kebab-case.',
    ],
    [
      'an id that plain objects inherit',
      withItem('losses', (item) => ({ ...item, id: 'constructor' })),
      'The instrument has the item id "constructor", which is not kebab-case.',
    ],
    [
      'a key that is no letter or digit',
      withOption('sites', 1, { key: 'Enter' }),
      'Option "one" of item "sites" has the key "Enter", which is no lower-case letter or digit.',
    ],
    [
      'an upper-case key',
      withOption('sites', 1, { key: 'O' }),
      'Option "one" of item "sites" has the key "O", which is no lower-case letter or digit.',
    ],
    [
      'an item with a single option',
      withItem('blind', (item) => ({ ...item, options: item.options.slice(1, 2) })),
      'Item "blind" has fewer than two options.',
    ],
    ['an item without a text', withItem('blind', (item) => ({ ...item, text: ' ' })), 'Item "blind" has no text.'],
    [
      'negative points',
      withOption('sites', 0, { points: -1 }),
      'Option "none" of item "sites" gives -1 points: points are whole numbers from 0.',
    ],
    [
      'half points',
      withOption('sites', 0, { points: 0.5 }),
      'Option "none" of item "sites" gives 0.5 points: points are whole numbers from 0.',
    ],
    [
      'points for "not applicable"',
      withOption('losses', 2, { points: 1 }),
      'Option "not-applicable" of item "losses" does not count but gives 1 points.',
    ],
    [
      'a condition on a later item',
      withItem('blind', (item) => ({ ...item, when: { item: 'sites', in: ['one'] } })),
      'The condition of item "blind" refers to "sites", which is no earlier item.',
    ],
    [
      'a condition on itself',
      withItem('blind', (item) => ({ ...item, when: { item: 'blind', in: ['yes'] } })),
      'The condition of item "blind" refers to "blind", which is no earlier item.',
    ],
    [
      'a condition on an unknown item, nested',
      withCondition({ all: [{ any: [{ item: 'blimd', in: ['no'] }] }] }),
      'The condition of item "why-not" refers to "blimd", which is no earlier item.',
    ],
    [
      'a condition on an unknown option',
      withCondition({ item: 'blind', in: ['no', 'maybe'] }),
      'The condition of item "why-not" names "maybe", which is no option of item "blind".',
    ],
    [
      'a condition without options',
      withCondition({ item: 'blind', in: [] }),
      'The condition of item "why-not" names no answer of item "blind".',
    ],
    ['an empty list of conditions', withCondition({ any: [] }), 'The condition of item "why-not" has an empty list.'],
    [
      'a condition on a retired item',
      withItem('blind', (item) => ({ ...item, retired: true })),
      'The condition of item "why-not" refers to "blind", which is retired.',
    ],
    ['bands that begin above 0', withBands([1, 3], [4, 7]), 'Band "band-0" begins at 1 and not at 0.'],
    ['bands with a gap', withBands([0, 2], [4, 7]), 'Band "band-1" leaves a gap after "band-0".'],
    ['bands that overlap', withBands([0, 4], [4, 7]), 'Band "band-1" overlaps "band-0".'],
    ['bands that end below the maximum', withBands([0, 3], [4, 6]), 'Band "band-1" ends at 6, the highest total is 7.'],
    ['bands that end above the maximum', withBands([0, 3], [4, 8]), 'Band "band-1" ends at 8, the highest total is 7.'],
    ['a band that runs backwards', withBands([0, -1], [0, 7]), 'Band "band-0" runs from 0 to -1.'],
    ['a band that ends between points', withBands([0, 3.5], [4.5, 7]), 'Band "band-0" runs from 0 to 3.5.'],
    [
      'a domain without items',
      { ...tinyInstrument, domains: [{ ...conduct, items: [] }, size], bands: [] },
      'Domain "conduct" has no item.',
    ],
    ['no domain at all', { ...tinyInstrument, domains: [], bands: [] }, 'The instrument has no domain.'],
  ])('%s', (_, instrument, fault) => {
    expect(instrumentFaults(instrument)).toContain(fault)
  })
})

test('an instrument without bands is whole', () => {
  expect(instrumentFaults({ ...tinyInstrument, bands: [] })).toEqual([])
})
