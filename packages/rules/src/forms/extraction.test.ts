import { describe, expect, it } from 'vitest'
import { alice, bob, carol, firstStudy } from '../testing/scene.ts'
import { EXTRACTED, ExtractionScene, plainOf, reported, row, STRUCTURE } from '../testing/extraction-scene.ts'
import { tinyForm } from '../testing/tiny-form.ts'
import { judgeEdit } from '../rulebook/judge-edit.ts'
import { viewFor } from '../visibility.ts'
import type { Json } from '../json.ts'
import { cellsOf, isAsked } from './cells.ts'
import { aligned, comparisonOf, seedOf } from './comparison.ts'
import { answeredCount, askedCount, openIn } from './interpret.ts'
import { answerAt, placeBetween, rowIdsIn } from './rows.ts'
import { structureIn, structureOf } from './structure.ts'

const structure = structureIn(plainOf(STRUCTURE))
const ground = { structure, differing: [] }
const with_ = (change: Readonly<Record<string, Json>>) => plainOf({ ...EXTRACTED, ...change })

describe('the structure of a study', () => {
  it('is public once it is agreed, and nothing while it is not', () => {
    const scene = new ExtractionScene()
    expect(structureOf(scene.view, firstStudy)).toBeNull()
    scene.structured()
    expect(structureOf(scene.view, firstStudy)?.arms.map(({ label }) => label)).toEqual(['Back school', 'Usual care'])
    const shown = viewFor(new ExtractionScene().view, scene.view, scene.events, carol)
    expect(structureOf(shown, firstStudy)).toEqual(structure)
  })

  it('gives each outcome a result for each arm at each of its timepoints', () => {
    const later = structureIn(plainOf({ ...STRUCTURE, 'outcomes/o1/timepoints': reported(['t2']) }))
    expect(
      cellsOf(tinyForm, plainOf({}), later)
        .filter(({ section }) => section.per === 'result')
        .map(({ id }) => id),
    ).toEqual(['results/o1~t2~a1/n', 'results/o1~t2~a1/events', 'results/o1~t2~a2/n', 'results/o1~t2~a2/events'])
  })

  it('asks of an outcome only the numbers of its kind', () => {
    const means = structureIn(plainOf({ ...STRUCTURE, 'outcomes/o1/measure': reported('continuous') }))
    const asked = cellsOf(tinyForm, plainOf({}), means).map(({ field }) => field.id)
    expect(asked).not.toContain('events')
  })
})

describe('an extraction', () => {
  it('is complete when every required question that is asked has an answer, and each section that needs a row has one', () => {
    expect(openIn(tinyForm, plainOf(EXTRACTED), ground)).toEqual([])
    expect(openIn(tinyForm, with_({ design: reported('randomised') }), ground)).toEqual(['allocation'])
    const { 'funders/f1/order': _, ...without } = EXTRACTED
    expect(openIn(tinyForm, plainOf(without), ground)).toEqual(['funders'])
    expect(openIn(tinyForm, with_({ 'results/o1~t1~a1/n': { status: 'not-reported' } }), ground)).toEqual([])
  })

  it('keeps an answer behind a gate that is closed, and does not count it', () => {
    const document = with_({ allocation: reported('by envelopes') })
    const cell = cellsOf(tinyForm, document, structure).find(({ id }) => id === 'allocation')
    expect(cell && isAsked(tinyForm, cell, document)).toBe(false)
    expect(comparisonOf(tinyForm, [document, plainOf(EXTRACTED)], structure).differing).toEqual([])
  })

  it('shows others a count of what is asked whatever is answered', () => {
    expect(askedCount(tinyForm, null)).toBe(3)
    expect(askedCount(tinyForm, structure)).toBe(11)
    expect(answeredCount(tinyForm, plainOf({}))).toBe(0)
    const conditional = { design: reported('randomised'), allocation: reported('x'), dropped: reported('x') }
    expect(answeredCount(tinyForm, plainOf(conditional))).toBe(1)
    expect(answeredCount(tinyForm, plainOf(EXTRACTED))).toBe(6)
    const remarks = { 'results/o1~t1~a1/n/note': 'why', 'results/o1~t1~a1/events/accepted': { trap: 'so' } }
    expect(answeredCount(tinyForm, with_(remarks))).toBe(6)
  })
})

describe('two extractions of one study', () => {
  it('are compared row by row, whichever ids their rows have', () => {
    const other = { ...EXTRACTED, ...row('funders', 'x9', 'B', { name: 'the  REGION', role: 'sponsor' }) }
    delete (other as Record<string, Json>)['funders/f1/order']
    delete (other as Record<string, Json>)['funders/f1/name']
    const [first, second] = aligned(tinyForm, [plainOf(EXTRACTED), plainOf(other)])
    expect(rowIdsIn(second ?? plainOf({}), 'funders')).toEqual(['f1'])
    expect(comparisonOf(tinyForm, [first ?? plainOf({}), second ?? plainOf({})], structure).differing).toEqual([
      'funders/f1/role',
    ])
  })

  it('stay the same objects where no row needs another id', () => {
    const drafts = [plainOf(EXTRACTED), with_({ aim: reported('x') })]
    aligned(tinyForm, drafts).forEach((draft, at) => expect(draft).toBe(drafts[at]))
  })

  it('give a consensus that holds what they agree on, rows of both, and sources together', () => {
    const place = (quote: string): Json => ({ pdf: null, page: null, quote, rectangles: [] })
    const mine = with_({
      aim: reported('To  compare'),
      'design/source': [place('a')],
      ...row('funders', 'f2', 'C', { name: 'A firm' }),
    })
    const theirs = with_({
      aim: reported('to compare'),
      'design/source': [place('b')],
      'results/o1~t1~a1/n': reported(41),
    })
    const seed = seedOf(tinyForm, [mine, theirs], structure)
    expect(answerAt(seed, 'design')).toEqual(reported('cohort'))
    expect(seed.fields['design/source']).toEqual([place('a'), place('b')])
    expect(seed.fields['results/o1~t1~a1/n']).toBeUndefined()
    expect(rowIdsIn(seed, 'funders')).toEqual(['f1', 'f2'])
    expect(seed.fields['funders/f2/name']).toBeUndefined()
    expect(seed.texts).toEqual({ aim: 'to compare' })
    expect(seedOf(tinyForm, [theirs, mine], structure).texts).toEqual(seed.texts)
  })

  it('differ where the status does, and where only one has an answer', () => {
    const unclear = with_({ 'results/o1~t1~a1/n': { status: 'unclear', value: 40 } })
    const extra = with_({ 'results/o1~t1~a1/events': reported(3) })
    const compare = (one: Readonly<Record<string, Json>>, other: Readonly<Record<string, Json>>) =>
      comparisonOf(tinyForm, [plainOf(one), plainOf(other)], structure).differing
    expect(compare(EXTRACTED, unclear.fields)).toEqual(['results/o1~t1~a1/n'])
    expect(compare(EXTRACTED, extra.fields)).toEqual(['results/o1~t1~a1/events'])
  })

  it('settle at the reveal where they are the same, and otherwise only once each difference is decided', () => {
    expect(new ExtractionScene().extracted().assessment().state).toBe('agreed')
    const scene = new ExtractionScene().extracted({ 'results/o1~t1~a1/events': reported(3) })
    expect(scene.assessment().state).toBe('conflict')
    expect(scene.assessment().revealed?.differing).toEqual(['results/o1~t1~a1/events'])
    const sign = () =>
      scene.ask(alice, { type: 'sign', assessment: scene.assessment().id, contentHash: scene.consensusHash() })
    expect(sign()).toMatchObject({
      ok: false,
      reason: { rule: 'consensus-is-complete', details: { items: ['results/o1~t1~a1/events'] } },
    })
    scene.write(scene.consensusId(), { 'results/o1~t1~a1/events': { status: 'not-reported' } })
    scene.signs(alice).signs(bob)
    expect(scene.assessment().state).toBe('resolved')
  })

  it('are not in the log: neither ratings nor the settlement hold what they say', () => {
    const scene = new ExtractionScene().extracted()
    const revealed = scene.events.find((event) => event.type === 'revealed')
    const settled = scene.events.findLast((event) => event.type === 'settled')
    expect(revealed?.ratings.map(({ answers }) => answers)).toEqual([{}, {}])
    expect(revealed?.agreed).toEqual({})
    expect(settled).toMatchObject({ how: 'agreed', answers: {} })
  })
})

describe('the gate', () => {
  const judged = (key: string, value: unknown, kind: 'draft' | 'consensus' = 'draft') =>
    judgeEdit({ form: tinyForm, kind, edit: { target: 'field', key, value } })?.rule ?? null

  it.each([
    ['design', reported('cohort')],
    ['design', { status: 'not-reported' }],
    ['design/note', 'why'],
    ['design/accepted', { 'some-warning': 'It says so.' }],
    ['dropped', reported('still writable')],
    ['funders/f1/order', 'V'],
    ['funders/f1/name', reported('The region')],
    [
      'results/o1~t1~a1/n',
      {
        status: 'calculated',
        value: 4,
        calculation: { conversion: 'sum', inputs: { a: 1, b: [1, 2], method: 'exact' }, output: 'sum' },
      },
    ],
  ])('takes %s', (key, value) => expect(judged(key, value)).toBeNull())

  it.each([
    ['design', 'cohort', 'value-fits-field'],
    ['design', reported('case-series'), 'value-fits-field'],
    ['design', { status: 'reported' }, 'value-fits-field'],
    ['design', { status: 'not-reported', value: 'cohort' }, 'value-fits-field'],
    ['design', { status: 'reported', value: 'cohort', by: 'me' }, 'value-fits-field'],
    [
      'design',
      { status: 'reported', value: 'cohort', calculation: { conversion: 'x', inputs: {}, output: 'y' } },
      'value-fits-field',
    ],
    ['design/accepted', {}, 'value-fits-field'],
    ['unknown', reported('x'), 'field-exists'],
    ['funders/name', reported('x'), 'field-exists'],
    ['funders/f1/order', '0', 'value-fits-field'],
    ['results/o1~t1~a1/order', 'V', 'field-exists'],
    ['funders/F 1/name', reported('x'), 'field-exists'],
    ['study/f1/design', reported('cohort'), 'field-exists'],
  ])('refuses %s %j', (key, value, rule) => expect(judged(key, value)).toBe(rule))

  it.each<object>([
    { conversion: 'x', inputs: {} },
    { conversion: 'x', inputs: {}, output: 'y', by: 'me' },
    { conversion: 'x', inputs: { a: null }, output: 'y' },
    { conversion: 'x', inputs: { a: [] }, output: 'y' },
    { conversion: 'x', inputs: { a: ['1'] }, output: 'y' },
    { conversion: 'x', inputs: { a: Array(41).fill(1) }, output: 'y' },
    { conversion: 'x', inputs: { a: 'x'.repeat(101) }, output: 'y' },
  ])('refuses the calculation %j', (calculation) =>
    expect(judged('results/o1~t1~a1/n', { status: 'calculated', value: 4, calculation })).toBe('value-fits-field'),
  )

  it('takes a long text in the map of a draft, and only its status in the map of a shared document', () => {
    expect(judged('aim', reported('To compare'))).toBeNull()
    expect(judged('aim', reported('To compare'), 'consensus')).toBe('value-fits-field')
    expect(judged('aim', { status: 'from-authors' }, 'consensus')).toBeNull()
    const typed = (name: string, kind: 'draft' | 'consensus') =>
      judgeEdit({ form: tinyForm, kind, edit: { target: 'text', name, length: 5 } })?.rule ?? null
    expect(typed('aim', 'consensus')).toBeNull()
    expect(typed('aim', 'draft')).toBe('field-exists')
    expect(typed('design', 'consensus')).toBe('field-exists')
  })
})

it('there is always a place between two rows', () => {
  let low: string | null = null
  const high = 'V'
  for (let step = 0; step < 200; step += 1) {
    const between = placeBetween(low, high)
    expect(low === null || low < between).toBe(true)
    expect(between < high).toBe(true)
    low = between
  }
  expect(placeBetween('V', 'V') > 'V').toBe(true)
})
