import { answersMap } from '@tandem/documents'
import { candidateKey, type Answers, type DocumentId, type Hash, type ReviewId } from '@tandem/rules'
import { alice, bob, COMPLETE, OTHER, tinyInstrument } from '@tandem/rules/testing'
import { describe, expect, test } from 'vitest'
import { LiveDocument } from '#lib/live/live-document.svelte.ts'
import { RescueShelf } from '#lib/live/rescue-shelf.svelte.ts'
import { ConsensusTable, sideAnswer } from './consensus.svelte.ts'
import { Rating } from './rating.svelte.ts'

const NOT_BLIND: Answers = { ...COMPLETE, blind: 'no', 'why-not': 'harmful' }

/** Never connected: what is written stands here. */
function documentWith(fields: Readonly<Record<string, string>>): LiveDocument {
  const live = new LiveDocument({
    address: 'ws://tandem.test/sync',
    review: 'review' as ReviewId,
    document: 'consensus' as DocumentId,
    person: alice,
    keepsCopy: false,
    expected: 'write',
    title: 'One 2001, consensus',
    shelf: new RescueShelf(alice),
    describe: ({ key, value }) => ({ label: key, text: String(value) }),
  })
  for (const [key, value] of Object.entries(fields)) answersMap(live.replica.doc).set(key, value)
  return live
}

function tableOf(written: Readonly<Record<string, string>>, first: Answers, second: Answers): ConsensusTable {
  const rating = (reviewer: typeof alice, answers: Answers) => ({ reviewer, answers, contentHash: '' as Hash })
  return new ConsensusTable(documentWith(written), tinyInstrument, [rating(alice, first), rating(bob, second)], null)
}
const ids = (items: readonly { readonly id: string }[]): readonly string[] => items.map((item) => item.id)
const itemCalled = (id: string) =>
  tinyInstrument.domains.flatMap((domain) => domain.items).find((one) => one.id === id)!
const standing = (table: ConsensusTable, id: string) => table.standingOf(itemCalled(id))

describe('a consensus whose gate the reviewers answered differently', () => {
  const rest = { sites: 'two', losses: 'yes' }

  test('has only the gate open at first, and lists what is behind it, because one reviewer was asked', () => {
    const table = tableOf(rest, COMPLETE, NOT_BLIND)
    expect(table.open).toEqual(['blind'])
    expect(ids(table.rows)).toEqual(['blind', 'why-not'])
    expect([standing(table, 'blind'), standing(table, 'why-not')]).toEqual(['open', 'not-asked-yet'])
    expect(table.equal).toBe(2)
  })

  test('does not ask what is behind a gate that was agreed to be closed, and lets nobody answer it', () => {
    const table = tableOf({ ...rest, blind: 'yes' }, COMPLETE, NOT_BLIND)
    expect(table.unsettled).toEqual([])
    expect(standing(table, 'why-not')).toBe('not-asked')
    expect(table.mayChoose(itemCalled('why-not'))).toBe(false)
    expect(ids(table.rows)).toEqual(['blind', 'why-not'])
  })

  test('needs a decision behind a gate that was agreed to be open', () => {
    const table = tableOf({ ...rest, blind: 'no' }, COMPLETE, NOT_BLIND)
    expect(table.open).toEqual(['why-not'])
    expect(standing(table, 'why-not')).toBe('open')
    table.choose('why-not', 'harmful')
    expect([table.open, standing(table, 'why-not')]).toEqual([[], 'agreed'])
  })

  test('keeps an answer behind a closed gate without counting it, and says what opening the gate would bring', () => {
    const table = tableOf({ ...rest, blind: 'yes', 'why-not': 'harmless' }, COMPLETE, NOT_BLIND)
    expect(table.answers).toEqual({ ...rest, blind: 'yes' })
    expect(table.score.answered).toBe(3)
    expect(table.effectsOf(itemCalled('blind'))).toContainEqual({
      options: 'No or unclear',
      points: '4',
      band: 'strong',
    })
    table.choose('blind', 'no')
    expect(table.answers).toEqual({ ...rest, blind: 'no', 'why-not': 'harmless' })
  })
})

test('an item that no reviewer was asked is listed once the agreed answers ask it', () => {
  const table = tableOf({ sites: 'two', losses: 'yes', blind: 'yes' }, COMPLETE, OTHER)
  expect(ids(table.items)).toEqual(['blind', 'sites', 'losses'])
  expect(ids(table.rows)).toEqual(['sites'])
  table.choose('blind', 'unclear')
  expect(table.open).toEqual(['why-not'])
  expect(ids(table.rows)).toEqual(['why-not', 'sites'])
})

test('a reviewer’s answer behind that reviewer’s own closed gate is none', () => {
  const table = tableOf({}, { ...COMPLETE, 'why-not': 'harmless' }, NOT_BLIND)
  const [first, second] = table.ratings.map((rating) => ({ ...rating, document: null }))
  expect([sideAnswer(first!, itemCalled('why-not')), sideAnswer(second!, itemCalled('why-not'))]).toEqual([
    'not asked',
    'Harmful',
  ])
})

test('a candidate keeps its item among those that need people, though nothing is open', () => {
  const table = tableOf({ ...COMPLETE, [candidateKey('sites', bob)]: 'one' }, COMPLETE, OTHER)
  expect([table.open, table.unsettled]).toEqual([[], ['sites']])
  const [candidate] = table.candidatesOf('sites', 'answer')
  table.take(candidate!)
  expect([table.answers['sites'], table.unsettled]).toEqual(['one', []])
})

describe('a rating', () => {
  test('counts the answers that count, of the items that are asked', () => {
    const live = documentWith({ blind: 'no', 'why-not': 'harmful', sites: 'two' })
    const rating = new Rating(live, tinyInstrument, null)
    expect([rating.progress, ids(rating.asked)]).toEqual(['3 of 4 answered', ['blind', 'why-not', 'sites', 'losses']])
    live.set('blind', 'yes')
    expect([rating.progress, ids(rating.asked)]).toEqual(['2 of 3 answered', ['blind', 'sites', 'losses']])
    expect(rating.score.answered).toBe(2)
  })
})
