import { answersMap } from '@tandem/documents'
import {
  candidateKey,
  cellsOf,
  orderKey,
  sentenceOfWarning,
  outcomesElsewhere,
  structureIn,
  STUDY_STRUCTURE,
  type Cell,
  type DocumentId,
  type Json,
  type OutcomeElsewhere,
  type ReviewId,
} from '@tandem/rules'
import { alice, bob, EXTRACTED, reported, row, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LiveDocument } from '#lib/live/live-document.svelte.ts'
import { RescueShelf } from '#lib/live/rescue-shelf.svelte.ts'
import { Extraction } from './extraction.svelte.ts'
import { Settling } from './settling.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const structure = structureIn({ fields: STRUCTURE, texts: {} })
const ground = { structure, differing: [] }

/** Never connected: what is written stands here. */
function documentWith(fields: Readonly<Record<string, Json>>): LiveDocument {
  const live = new LiveDocument({
    address: 'ws://tandem.test/sync',
    review: 'review' as ReviewId,
    document: 'document' as DocumentId,
    person: alice,
    keepsCopy: false,
    expected: 'write',
    title: 'One 2001',
    shelf: new RescueShelf(alice),
    describe: ({ key, value }) => ({ label: key, text: String(value) }),
  })
  for (const [key, value] of Object.entries(fields)) answersMap(live.replica.doc).set(key, value)
  return live
}

const extractionOf = (fields: Readonly<Record<string, Json>>, isShared = false): Extraction =>
  new Extraction(
    documentWith(fields),
    tinyForm,
    isShared,
    () => ground,
    () => [],
  )

const cellCalled = (id: string, fields: Readonly<Record<string, Json>> = EXTRACTED): Cell =>
  cellsOf(tinyForm, { fields, texts: {} }, structure).find((cell) => cell.id === id)!
const AIM = cellCalled('aim')
const N = cellCalled('results/o1~t1~a1/n')

describe('a value', () => {
  test('is reported unless something else was said of it, and takes the place of "not reported"', () => {
    const extraction = extractionOf({})
    extraction.setStatus(N, 'not-reported')
    expect(extraction.answerOf(N)).toEqual({ status: 'not-reported' })
    extraction.setValue(N, 40)
    expect(extraction.answerOf(N)).toEqual(reported(40))
  })

  test('keeps how it came about while it changes', () => {
    const extraction = extractionOf({ [N.id]: { status: 'calculated', value: 40 } })
    extraction.setValue(N, 41)
    expect(extraction.answerOf(N)).toEqual({ status: 'calculated', value: 41 })
  })

  test('can be said to be calculated before it is there, and nothing is stored of that alone', () => {
    const extraction = extractionOf({})
    extraction.setStatus(N, 'calculated')
    expect([extraction.answerOf(N), extraction.statusOf(N)]).toEqual([null, 'calculated'])
    extraction.setValue(N, 40)
    expect(extraction.answerOf(N)).toEqual({ status: 'calculated', value: 40 })
  })

  test('of a long text that is typed together has only its status in the map; "not reported" empties the text', () => {
    const extraction = extractionOf({}, true)
    extraction.live.setAll([], [['aim', 'To compare']])
    extraction.setStatus(AIM, 'from-authors')
    expect(extraction.live.value('aim')).toEqual({ status: 'from-authors' })
    expect(extraction.answerOf(AIM)).toEqual({ status: 'from-authors', value: 'To compare' })
    extraction.setStatus(AIM, 'not-reported')
    expect([extraction.live.text('aim'), extraction.live.value('aim')]).toEqual(['', { status: 'not-reported' }])
    extraction.live.undo()
    expect(extraction.answerOf(AIM)).toEqual({ status: 'from-authors', value: 'To compare' })
  })

  test('that is pasted is stored where it can be read, in one step; what cannot be read stays beside', () => {
    const extraction = extractionOf({})
    const events = cellCalled('results/o1~t1~a1/events')
    expect(
      extraction.paste([
        [N, '40'],
        [events, 'many'],
      ]),
    ).toBe(1)
    expect([extraction.answerOf(N), extraction.answerOf(events)]).toEqual([reported(40), null])
    expect(extraction.unread.get(events.id)).toMatchObject({ text: 'many' })
    extraction.live.undo()
    expect(extraction.answerOf(N)).toBeNull()
  })
})

describe('an earlier moment', () => {
  const was = { fields: { ...EXTRACTED, [candidateKey(N.id, bob)]: reported(41) }, texts: {} }

  test('is shown in place of what stands now, with its rows, notes and second values', () => {
    const extraction = extractionOf({ [N.id]: reported(7) })
    extraction.showAsItWas(was)
    expect(extraction.isPast).toBe(true)
    expect(extraction.answerOf(N)).toEqual(reported(40))
    expect(extraction.answerNow(N)).toEqual(reported(7))
    expect(extraction.rowIds('funders')).toEqual(['f1'])
    expect(extraction.rowLabel({ id: 'funders', key: 'name' }, 'f1')).toBe('The region')
    expect(extraction.candidatesAt(N.id).map(({ person, value }) => [person, value])).toEqual([[bob, reported(41)]])
    expect(extraction.outline.sections.find(({ id }) => id === 'results')?.answered).toBe(4)
    extraction.showAsItWas(null)
    expect([extraction.answerOf(N), extraction.isPast]).toEqual([reported(7), false])
    expect(extraction.candidatesAt(N.id)).toEqual([])
  })

  test('stays as it was while somebody writes, and an answer of then is a new edit of now', () => {
    const extraction = extractionOf({})
    extraction.showAsItWas(was)
    extraction.live.set(N.id, reported(8))
    expect(extraction.answerOf(N)).toEqual(reported(40))
    extraction.setAnswer(N, { status: 'reported', value: 40 })
    expect(extraction.live.value(N.id)).toEqual(reported(40))
    extraction.live.undo()
    expect(extraction.live.value(N.id)).toEqual(reported(8))
  })

  test('of a text that is typed together is used with its status, in one step', () => {
    const extraction = extractionOf({}, true)
    extraction.setAnswer(AIM, { status: 'from-authors', value: 'To compare' })
    expect([extraction.live.text('aim'), extraction.live.value('aim')]).toEqual([
      'To compare',
      { status: 'from-authors' },
    ])
    extraction.live.undo()
    expect(extraction.answerNow(AIM)).toBeNull()
  })
})

describe('a calculated value', () => {
  test('is one edit with its calculation, and one step of undo', () => {
    const extraction = extractionOf({ [N.id]: reported(7) })
    const calculation = {
      conversion: 'split-control-events',
      inputs: { events: 4, n: 14, comparisons: 2 },
      output: 'n',
    }
    extraction.setUnread(N.id, { text: 'half', reason: 'no number', isOvertaken: false })
    extraction.setAnswer(N, { status: 'calculated', value: 7, calculation })
    expect(extraction.live.value(N.id)).toEqual({ status: 'calculated', value: 7, calculation })
    expect(extraction.unread.has(N.id)).toBe(false)
    extraction.live.undo()
    expect(extraction.live.value(N.id)).toEqual(reported(7))
  })
})

describe('rows', () => {
  test('are added last, moved and deleted; undo brings one back with its answers', () => {
    const extraction = extractionOf({})
    const [first, second] = [extraction.addRow('funders'), extraction.addRow('funders')]
    expect(extraction.live.rowIds('funders')).toEqual([first, second])
    extraction.moveRow('funders', second, -1)
    expect(extraction.live.rowIds('funders')).toEqual([second, first])
    extraction.live.set(`funders/${second}/name`, reported('The region'))
    extraction.deleteRow('funders', second)
    expect(extraction.live.rowIds('funders')).toEqual([first])
    extraction.live.undo()
    expect(extraction.live.rowIds('funders')).toEqual([second, first])
    expect(extraction.rowLabel({ id: 'funders', key: 'name' }, second)).toBe('The region')
  })

  test('that are gone still show their second values: they would block everybody unseen', () => {
    const key = candidateKey(orderKey('funders', 'f9'), bob)
    const extraction = extractionOf({ ...EXTRACTED, [key]: 'K' }, true)
    extraction.refresh()
    expect(extraction.candidatesElsewhere().map(([item]) => item)).toEqual(['funders/f9'])
  })
})

describe('numbers that do not fit together', () => {
  const EVENTS = 'results/o1~t1~a1/events'
  const warned = async (extraction: Extraction) => {
    await extraction.fetchTraps()
    return extraction.warningsAt(EVENTS)
  }

  test('are pointed out where they stand, until they fit', async () => {
    const extraction = extractionOf({ ...EXTRACTED, [EVENTS]: reported(41) })
    const [warning] = await warned(extraction)
    expect(warning?.trap).toBe('events-within-n')
    expect(warning && sentenceOfWarning(warning)).toContain('41')
    extraction.live.set(EVENTS, reported(4))
    expect(await warned(extraction)).toEqual([])
  })

  test('may be let stand with a reason, which goes with those numbers alone', async () => {
    const extraction = extractionOf({ ...EXTRACTED, [EVENTS]: reported(41) })
    const [warning] = await warned(extraction)
    extraction.letStand(EVENTS, warning!, 'Some came back twice.')
    expect(extraction.reasonFor(EVENTS, warning!)).toBe('Some came back twice.')
    extraction.live.set(EVENTS, reported(42))
    const [other] = await warned(extraction)
    expect(extraction.reasonFor(EVENTS, other!)).toBeNull()
    extraction.doubtAgain(EVENTS, warning!)
    expect(extraction.live.value(`${EVENTS}/accepted`)).toBeNull()
  })

  test('are compared with the other studies as soon as these are known, also where a structure is written', async () => {
    const unit = (label: string): Readonly<Record<string, Json>> => ({
      ...STRUCTURE,
      'outcomes/o1/unit': reported(label),
    })
    const live = documentWith(unit('weeks'))
    let others: readonly OutcomeElsewhere[] = []
    const ground = { structure: null, differing: [] }
    const extraction = new Extraction(
      live,
      STUDY_STRUCTURE,
      true,
      () => ground,
      () => others,
    )
    await extraction.fetchTraps()
    expect(extraction.warningsAt('outcomes/o1/unit')).toEqual([])
    others = outcomesElsewhere('Linton 1992', structureIn({ fields: unit('days'), texts: {} }), {})
    extraction.refresh()
    expect(extraction.warningsAt('outcomes/o1/unit').map(({ trap }) => trap)).toEqual(['one-unit'])
  })

  test('are not worked out for a page that is gone', async () => {
    const extraction = extractionOf({ ...EXTRACTED, [EVENTS]: reported(41) })
    extraction.leave()
    expect(await warned(extraction)).toEqual([])
  })

  test('move nobody who shows another cell', async () => {
    const extraction = extractionOf({ ...EXTRACTED, [EVENTS]: reported(41) })
    await extraction.fetchTraps()
    let runs = 0
    const stop = $effect.root(() => {
      $effect(() => void (extraction.warningsAt(EVENTS), (runs += 1)))
    })
    flushSync()
    extraction.live.set('design', reported('randomised'))
    extraction.refresh()
    flushSync()
    expect(runs).toBe(1)
    stop()
  })
})

test('a change runs again only what reads that cell, and what hangs on it', () => {
  const extraction = extractionOf(EXTRACTED)
  const runs = { n: 0, design: 0, allocation: 0, others: 0 }
  const others = cellsOf(tinyForm, { fields: EXTRACTED, texts: {} }, structure).filter(
    ({ id }) => ![N.id, 'design', 'allocation'].includes(id),
  )
  const stop = $effect.root(() => {
    $effect(() => void (extraction.answerOf(N), (runs.n += 1)))
    $effect(() => void (extraction.answerOf(cellCalled('design')), (runs.design += 1)))
    $effect(() => void (extraction.isAsked(cellCalled('allocation')), (runs.allocation += 1)))
    for (const cell of others)
      $effect(() => void (extraction.isAsked(cell), extraction.answerOf(cell), (runs.others += 1)))
  })
  flushSync()
  const begun = { ...runs }
  extraction.setValue(N, 41)
  flushSync()
  expect(runs).toEqual({ ...begun, n: begun.n + 1 })
  extraction.setValue(cellCalled('design'), 'randomised')
  flushSync()
  expect(runs).toEqual({ ...begun, n: begun.n + 1, design: begun.design + 1, allocation: begun.allocation + 1 })
  stop()
})

describe('settling what differs', () => {
  const MINE = { ...EXTRACTED, aim: reported('To compare'), [N.id]: reported(41) }
  const THEIRS = {
    ...EXTRACTED,
    aim: reported('to explain'),
    ...row('funders', 'x9', 'B', { name: 'the  REGION', role: 'sponsor' }),
  }
  delete (THEIRS as Record<string, Json>)['funders/f1/order']
  delete (THEIRS as Record<string, Json>)['funders/f1/name']

  function settlingOf(agreed: Readonly<Record<string, Json>>): Settling {
    const loaded = (fields: Readonly<Record<string, Json>>): LiveDocument => {
      const live = documentWith(fields)
      vi.spyOn(live, 'isLoaded', 'get').mockReturnValue(true)
      return live
    }
    const differing = ['aim', 'funders/f1/role', N.id]
    const extraction = new Extraction(
      loaded(agreed),
      tinyForm,
      true,
      () => ({ structure, differing }),
      () => [],
    )
    extraction.refresh()
    return new Settling(extraction, [
      { reviewer: alice, draft: loaded(MINE) },
      { reviewer: bob, draft: loaded(THEIRS) },
    ])
  }
  const { [N.id]: _, ...AGREED } = EXTRACTED

  test('lists what differs in the form’s order, rows of both under one id', () => {
    const settling = settlingOf(AGREED)
    expect(settling.rows.map(({ id }) => id)).toEqual(['aim', 'funders/f1/role', N.id])
    const role = settling.rows[1]!
    expect([settling.answerOf(role, 0), settling.answerOf(role, 1)]).toEqual([undefined, reported('sponsor')])
  })

  test('is read only while it is shown as it once was', () => {
    const settling = settlingOf(AGREED)
    expect(settling.isReadOnly).toBe(false)
    settling.extraction.showAsItWas({ fields: {}, texts: {} })
    expect(settling.isReadOnly).toBe(true)
  })

  test('takes a long text into the text that is typed together, and settles second values with it', () => {
    const settling = settlingOf({ ...AGREED, [candidateKey('aim', bob)]: { status: 'unclear' } })
    settling.take(settling.rows[0]!, 1)
    expect(settling.extraction.live.text('aim')).toBe('to explain')
    expect(settling.extraction.candidatesAt('aim')).toEqual([])
    expect([settling.isTaken(settling.rows[0]!, 0), settling.isTaken(settling.rows[0]!, 1)]).toEqual([false, true])
  })

  test('takes all that is open from one side in one step, and leaves alone what is decided', () => {
    const settling = settlingOf({ ...AGREED, [N.id]: reported(7) })
    expect(settling.takeAllOpen(0)).toBe(1)
    expect(settling.extraction.live.text('aim')).toBe('To compare')
    expect(settling.extraction.answerOf(N)).toEqual(reported(7))
    settling.extraction.live.undo()
    expect(settling.extraction.live.text('aim')).toBe('')
  })
})

describe('an answer whose question was reworded', () => {
  const MARKED = { ...EXTRACTED, 'design/reworded': 2 }
  const DESIGN = cellCalled('design')

  test('is listed until somebody says that it holds', () => {
    const extraction = extractionOf(MARKED)
    extraction.refresh()
    expect([extraction.rewordedIn('design'), extraction.outline.reworded]).toEqual([2, ['design']])
    extraction.lookedAgain('design')
    extraction.refresh()
    expect([extraction.rewordedIn('design'), extraction.outline.reworded]).toEqual([null, []])
    expect(extraction.answerOf(DESIGN)?.value).toBe('cohort')
  })

  test('is looked at by whoever answers it anew, in the same step of undo', () => {
    const extraction = extractionOf(MARKED)
    extraction.setValue(DESIGN, 'randomised')
    expect(extraction.rewordedIn('design')).toBeNull()
    extraction.live.undo()
    expect([extraction.answerOf(DESIGN)?.value, extraction.rewordedIn('design')]).toEqual(['cohort', 2])
    for (const change of [
      () => extraction.setStatus(DESIGN, 'not-reported'),
      () => extraction.setStatus(DESIGN, null),
    ]) {
      change()
      expect(extraction.rewordedIn('design')).toBeNull()
      extraction.live.undo()
    }
  })

  test('is named once, and no other one is', () => {
    const extraction = extractionOf({ ...MARKED, 'allocation/reworded': 2 })
    extraction.refresh()
    // Allocation is asked of randomised trials alone.
    expect(extraction.outline.reworded).toEqual(['design'])
  })
})
