import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../json.ts'
import { tinyInstrument } from '../testing/tiny-instrument.ts'
import type { Answers, Condition, Instrument, Item } from './definition.ts'
import { downsAndBlackModified as modified } from './downs-and-black-modified.ts'
import {
  bandOf,
  countedAnswers,
  isReachable,
  itemCountOf,
  itemProgress,
  itemsOf,
  reachabilityOf,
  scoreOf,
} from './score.ts'

/** The modified form with `yes` on as many one-point items as asked for and `no` on the rest. */
function ratingWith(points: number): Answers {
  let left = points
  return Object.fromEntries(
    itemsOf(modified).map((item) => {
      const worth = item.id === 'db-5' ? 2 : 1
      if (left < worth) return [item.id, 'no']
      left -= worth
      return [item.id, 'yes']
    }),
  )
}

describe('bands of the modified Downs and Black', () => {
  test.each([
    [0, 'poor'],
    [14, 'poor'],
    [15, 'fair'],
    [19, 'fair'],
    [20, 'good'],
    [25, 'good'],
    [26, 'excellent'],
    [28, 'excellent'],
  ] as const)('%i points are %s', (points, band) => {
    const score = scoreOf(modified, ratingWith(points))
    expect(score.points).toBe(points)
    expect(score.band?.id).toBe(band)
  })

  test('every total from 0 to 28 has exactly one band', () => {
    for (let points = 0; points <= 28; points += 1) {
      expect(modified.bands.filter((band) => points >= band.from && points <= band.to)).toHaveLength(1)
      expect(bandOf(modified, points)).not.toBeNull()
    }
    expect(bandOf(modified, 29)).toBeNull()
  })

  test('there is no band while a required item is open, whatever it would give', () => {
    const { 'db-27': _, ...rest } = ratingWith(28)
    expect(scoreOf(modified, rest)).toMatchObject({
      points: 27,
      band: null,
      open: ['db-27'],
      range: { low: 27, high: 28 },
    })
  })
})

describe('what counts', () => {
  test('"not applicable" leaves the maximum, "unclear" stays in it with 0', () => {
    const answers = { blind: 'yes', sites: 'three', losses: 'yes' }
    expect(scoreOf(tinyInstrument, answers)).toMatchObject({ points: 6, maximum: 6 })
    expect(scoreOf(tinyInstrument, { ...answers, losses: 'not-applicable' })).toMatchObject({ points: 5, maximum: 5 })
    expect(scoreOf(tinyInstrument, { ...answers, blind: 'unclear', 'why-not': 'harmful' })).toMatchObject({
      points: 4,
      maximum: 7,
    })
  })

  test('an item that is not asked is neither open nor in the maximum', () => {
    const score = scoreOf(tinyInstrument, { blind: 'yes', sites: 'one' })
    expect(score.open).toEqual(['losses'])
    expect(score.maximum).toBe(6)
  })

  test('an answer to an item that is no longer asked is kept but does not count', () => {
    const answers = { blind: 'no', 'why-not': 'harmless', sites: 'one', losses: 'no' }
    expect(scoreOf(tinyInstrument, answers).points).toBe(2)
    const flipped = { ...answers, blind: 'yes' }
    expect(scoreOf(tinyInstrument, flipped)).toMatchObject({ points: 3, maximum: 6, answered: 3 })
    expect(scoreOf(tinyInstrument, { ...flipped, blind: 'no' }).points).toBe(2)
  })

  test('unanswered is not "unable": it is open, and the range says what it can still give', () => {
    const unable = scoreOf(modified, { ...ratingWith(20), 'db-12': 'unable' })
    const { 'db-12': _, ...rest } = ratingWith(20)
    const open = scoreOf(modified, rest)
    expect(unable).toMatchObject({ open: [], answered: 27, range: { low: 19, high: 19 } })
    expect(open).toMatchObject({ open: ['db-12'], answered: 26, points: 19, range: { low: 19, high: 20 }, maximum: 28 })
  })

  test('a value that is no option counts as unanswered', () => {
    expect(scoreOf(modified, { 'db-1': 'perhaps' })).toMatchObject({ answered: 0, points: 0 })
    expect(countedAnswers(modified, { 'db-1': 'perhaps', 'db-2': 'yes', nonsense: 'yes' })).toEqual({ 'db-2': 'yes' })
  })

  test('without any answer all is open, from 0 to the maximum', () => {
    expect(scoreOf(modified, {})).toMatchObject({
      points: 0,
      maximum: 28,
      band: null,
      range: { low: 0, high: 28 },
      answered: 0,
    })
    expect(scoreOf(modified, {}).open).toHaveLength(27)
  })

  test('each subscale has its own range', () => {
    const { 'db-12': _, ...rest } = ratingWith(28)
    expect(scoreOf(modified, rest).domains.map((domain) => domain.range)).toEqual([
      { low: 11, high: 11 },
      { low: 2, high: 3 },
      { low: 7, high: 7 },
      { low: 6, high: 6 },
      { low: 1, high: 1 },
    ])
  })

  test('the denominator of progress does not depend on answers', () => {
    expect(itemCountOf(tinyInstrument)).toBe(4)
    expect(itemProgress(tinyInstrument, { blind: 'no', 'why-not': 'harmful', sites: 'one' })).toEqual({
      answered: 2,
      total: 3,
    })
  })

  test('a retired item is neither asked nor scored', () => {
    const [conduct, size] = tinyInstrument.domains
    const retired: Instrument = {
      ...tinyInstrument,
      domains: [
        conduct!,
        { ...size!, items: size!.items.map((item) => (item.id === 'sites' ? { ...item, retired: true } : item)) },
      ],
    }
    expect(scoreOf(retired, { blind: 'yes', sites: 'three', losses: 'yes' })).toMatchObject({
      points: 3,
      maximum: 3,
      open: [],
    })
  })
})

describe('gates behind gates', () => {
  const item = (id: string, when?: Condition, required = true): Item => ({
    id,
    number: id,
    text: id,
    help: '',
    required,
    options: [
      { id: 'yes', label: 'Yes', shortLabel: 'Yes', key: 'y', points: 1, tone: 'good', counts: true },
      { id: 'no', label: 'No', shortLabel: 'No', key: 'n', points: 0, tone: 'bad', counts: true },
    ],
    ...(when && { when }),
  })
  const chain: Instrument = {
    ...tinyInstrument,
    domains: [
      {
        id: 'chain',
        title: 'Chain',
        shortTitle: 'Chain',
        items: [
          item('first'),
          item('second', { item: 'first', in: ['yes'] }),
          item('third', { item: 'second', in: ['yes'] }),
        ],
      },
    ],
    bands: [],
  }

  test('closing the first gate closes all behind it, although their answers are still there', () => {
    const answers = { first: 'no', second: 'yes', third: 'yes' }
    expect(countedAnswers(chain, answers)).toEqual({ first: 'no' })
    expect(scoreOf(chain, answers)).toMatchObject({ points: 0, maximum: 1, open: [], range: { low: 0, high: 0 } })
    expect(scoreOf(chain, { ...answers, first: 'yes' }).points).toBe(3)
  })

  test('while a gate is open, what lies behind it is in the range but not asked for', () => {
    expect(scoreOf(chain, { second: 'yes' })).toMatchObject({
      open: ['first'],
      points: 0,
      range: { low: 0, high: 3 },
      maximum: 3,
    })
    expect([...reachabilityOf(chain, { second: 'yes' })]).toEqual([
      ['first', 'asked'],
      ['second', 'undecided'],
      ['third', 'undecided'],
    ])
    expect([...reachabilityOf(chain, { second: 'no' }).values()]).toEqual(['asked', 'undecided', 'not-asked'])
  })

  test('"all" and "any" combine conditions', () => {
    const yes = (id: string): Condition => ({ item: id, in: ['yes'] })
    const both = item('x', { all: [yes('a'), yes('b')] })
    const either = item('x', { any: [yes('a'), yes('b')] })
    expect([isReachable(both, { a: 'yes' }), isReachable(both, { a: 'yes', b: 'yes' })]).toEqual([false, true])
    expect([isReachable(either, { b: 'yes' }), isReachable(either, { b: 'no' })]).toEqual([true, false])
  })
})

describe('for any instrument and any answers', () => {
  test('points never exceed the maximum, and every completion stays inside the range', () => {
    fc.assert(
      fc.property(instrumentsWithAnswers(), fc.infiniteStream(fc.nat()), ({ instrument, answers }, choices) => {
        const before = scoreOf(instrument, answers)
        expect(before.points).toBeLessThanOrEqual(before.range.high)
        expect(before.range.high).toBeLessThanOrEqual(before.maximum)
        const complete = completed(instrument, answers, () => choices.next().value as number)
        const after = scoreOf(instrument, complete)
        expect(after.open).toEqual([])
        expect(after.points).toBeGreaterThanOrEqual(before.range.low)
        expect(after.points).toBeLessThanOrEqual(before.range.high)
        for (const [place, domain] of after.domains.entries()) {
          expect(domain.points).toBeGreaterThanOrEqual(before.domains[place]?.range.low ?? 0)
          expect(domain.points).toBeLessThanOrEqual(before.domains[place]?.range.high ?? 0)
          expect(domain.points).toBeLessThanOrEqual(domain.maximum)
        }
      }),
      { seed: 1998, numRuns: 500 },
    )
  })

  test('without conditions both ends of the range can be reached', () => {
    fc.assert(
      fc.property(instrumentsWithAnswers(), ({ instrument: conditional, answers }) => {
        const instrument = withoutConditions(conditional)
        const { range } = scoreOf(instrument, answers)
        const ends = [Math.min, Math.max].map((pick) => {
          const rest = itemsOf(instrument).flatMap((item) => {
            if (item.options.some((option) => option.id === answers[item.id])) return []
            const points = item.options.map((option) => option.points)
            const wanted = pick(...points, ...(item.required ? [] : [0]))
            const option = item.options.find(({ points }) => points === wanted)
            return option === undefined ? [] : [[item.id, option.id] as const]
          })
          return scoreOf(instrument, { ...answers, ...Object.fromEntries(rest) }).points
        })
        expect(ends).toEqual([range.low, range.high])
      }),
      { seed: 2025, numRuns: 300 },
    )
  })

  test('once every item has an answer, the range is the total', () => {
    fc.assert(
      fc.property(instrumentsWithAnswers(), ({ instrument }) => {
        const answers = Object.fromEntries(itemsOf(instrument).map((item) => [item.id, item.options[0]?.id ?? '']))
        const { points, range } = scoreOf(instrument, answers)
        expect(range).toEqual({ low: points, high: points })
      }),
      { seed: 28, numRuns: 300 },
    )
  })
})

/** Answers open required items one after the other, also those that come up on the way. */
function completed(instrument: Instrument, answers: Answers, choose: () => number): Answers {
  const complete: Record<string, Json> = { ...answers }
  for (
    let open = scoreOf(instrument, complete).open;
    open[0] !== undefined;
    open = scoreOf(instrument, complete).open
  ) {
    const item = itemsOf(instrument).find((candidate) => candidate.id === open[0])
    const option = item?.options[choose() % item.options.length]
    if (item === undefined || option === undefined) throw new Error('an open item has no option')
    complete[item.id] = option.id
  }
  return complete
}

function withoutConditions(instrument: Instrument): Instrument {
  return {
    ...instrument,
    domains: instrument.domains.map((domain) => ({
      ...domain,
      items: domain.items.map(({ id, number, text, help, options, required }) => ({
        id,
        number,
        text,
        help,
        options,
        required,
      })),
    })),
  }
}

type Drawn = {
  points: readonly number[]
  notApplicable: boolean
  required: boolean
  gates: readonly number[]
  all: boolean
  answer: number
}

/** Instruments of up to seven items in two domains, with gates on earlier items, and a partial rating of them. */
function instrumentsWithAnswers(): fc.Arbitrary<{ instrument: Instrument; answers: Answers }> {
  const drawn: fc.Arbitrary<Drawn> = fc.record({
    points: fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 4 }),
    notApplicable: fc.boolean(),
    required: fc.boolean(),
    gates: fc.array(fc.nat(), { maxLength: 2 }),
    all: fc.boolean(),
    answer: fc.nat(),
  })
  return fc.array(drawn, { minLength: 1, maxLength: 7 }).map((list) => {
    const items = list.map(itemFrom)
    const answers = Object.fromEntries(
      items.flatMap((item, place) => {
        const option = item.options[(list[place]?.answer ?? 0) % (item.options.length * 2)]
        return option === undefined ? [] : [[item.id, option.id]]
      }),
    )
    const domains = [items.slice(0, 3), items.slice(3)].map((part, place) => ({
      id: `domain-${place}`,
      title: 'Domain',
      shortTitle: 'Domain',
      items: part,
    }))
    return { instrument: { ...tinyInstrument, domains, bands: [] }, answers }
  })
}

function itemFrom(drawn: Drawn, place: number): Item {
  const gates = place === 0 ? [] : drawn.gates.map((gate) => ({ item: `item-${gate % place}`, in: ['option-0'] }))
  const when: Condition = drawn.all ? { all: gates } : { any: gates }
  return {
    id: `item-${place}`,
    number: String(place),
    text: 'Item',
    help: '',
    required: drawn.required,
    options: drawn.points.map((points, option) => {
      const counts = !(drawn.notApplicable && option === drawn.points.length - 1)
      return {
        id: `option-${option}`,
        label: 'Option',
        shortLabel: 'Option',
        key: String(option),
        points: counts ? points : 0,
        tone: 'none',
        counts,
      }
    }),
    ...(gates.length > 0 && { when }),
  }
}
