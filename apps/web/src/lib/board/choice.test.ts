import { describe, expect, it } from 'vitest'
import { viewFor, type PersonId } from '@tandem/rules'
import { alice, bob, carol, COMPLETE, dana, firstStudy, Scene, secondStudy } from '@tandem/rules/testing'
import { studyRows } from '#lib/review/situation.ts'
import { ALL, choiceToQuery, chosen, isFiltering, queryToChoice, type Choice } from './choice.ts'
import { boardRows, countsBySlot, toSubmit } from './rows.ts'

/** The first study is in conflict and Bob has signed it; of the second, Alice has submitted. */
function scene(): Scene {
  const made = new Scene().readyToSign().signs(bob)
  made.assigns(secondStudy).rates(alice, COMPLETE, secondStudy).submits(alice, secondStudy)
  const [first, second] = made.view.studies
  if (!first || !second) throw new Error('two studies')
  const studies = [{ ...first, due: '2026-03-01' }, second]
  made.view = { ...made.view, studies }
  return made
}

const rowsOf = ({ view }: Pick<Scene, 'view'>, counts = countsBySlot([])) =>
  boardRows(studyRows(view, 'tiny'), counts, '2026-03-30')
const shown = (choice: Partial<Choice>) => chosen(rowsOf(scene()), { ...ALL, ...choice }).map(({ study }) => study.id)

describe('a row of the board', () => {
  it('says whose turn it is, and since when somebody waits', () => {
    const made = scene()
    const [first, second] = rowsOf(made)
    expect(first).toMatchObject({ state: 'conflict', turn: { waitsFor: [alice] }, deadline: 'overdue' })
    expect(first?.turn?.since).toBe(made.assessment(firstStudy).consensus?.signatures[0]?.at)
    expect(second).toMatchObject({ state: 'partial', turn: { waitsFor: [bob] }, deadline: null })
    expect(second?.turn?.since).toBe(made.assessment(secondStudy).slots[0]?.submittedAt)
  })

  it('waits for nobody once it is settled', () => {
    expect(rowsOf(new Scene().agreed())[0]).toMatchObject({ state: 'agreed', turn: null })
  })

  it('has counts of drafts only where the server sent some', () => {
    const made = new Scene().assigns()
    const { id } = made.assessment()
    const counts = countsBySlot([{ assessment: id, reviewer: alice, answered: 2, total: 4, at: null }])
    expect(rowsOf(made, counts)[0]?.drafts).toEqual([
      { person: alice, fill: { is: 'counted', answered: 2, total: 4 } },
      { person: bob, fill: { is: 'open' } },
    ])
  })

  it('is the same for a lead who rates the study as for any other reviewer: no counts, no answers', () => {
    const made = new Scene()
    const lead = { ...made.view.people.find(({ id }) => id === bob)!, roles: ['lead', 'reviewer'] as const }
    made.view = { ...made.view, people: made.view.people.map((person) => (person.id === bob ? lead : person)) }
    const start = made.view
    made.assigns().rates(alice, COMPLETE)
    const seen = { view: viewFor(start, made.view, made.events, bob) }
    expect(rowsOf(seen)[0]?.drafts.map(({ fill }) => fill)).toEqual([{ is: 'open' }, { is: 'open' }])
  })

  it('is work to submit until it is revealed, and only for who has not submitted', () => {
    const rows = rowsOf(scene())
    expect(toSubmit(rows, bob).map(({ study }) => study.id)).toEqual([secondStudy])
    expect(toSubmit(rows, alice)).toEqual([])
  })
})

it('a document that several people write is work of all of them, and of who confirms it', () => {
  const rows = rowsOf(Scene.together('verified'))
  expect(toSubmit(rows, alice)).toHaveLength(1)
  expect(toSubmit(rows, bob)).toHaveLength(1)
  expect(toSubmit(rows, dana)).toEqual([])
  expect(chosen(rows, { ...ALL, waitsFor: bob })).toHaveLength(1)
  expect(chosen(rows, { ...ALL, waitsFor: 'anybody' })).toEqual([])
})

describe('a choice of studies', () => {
  it('is everything to begin with, in the order of the review', () => {
    expect(shown({})).toEqual([firstStudy, secondStudy])
    expect(isFiltering({ ...ALL, order: 'due' })).toBe(false)
  })

  it('is by text, person, state, date and whose turn it is', () => {
    expect(shown({ text: 'two 2002' })).toEqual([secondStudy])
    expect(shown({ person: carol })).toEqual([])
    expect(shown({ person: alice })).toEqual([firstStudy, secondStudy])
    expect(shown({ state: 'conflict' })).toEqual([firstStudy])
    expect(shown({ state: 'settled' })).toEqual([])
    expect(shown({ due: 'overdue' })).toEqual([firstStudy])
    expect(shown({ waitsFor: bob })).toEqual([secondStudy])
    expect(shown({ waitsFor: 'anybody' })).toEqual([firstStudy, secondStudy])
    expect(isFiltering({ ...ALL, waitsFor: bob })).toBe(true)
  })

  it('is ordered by a column, either way round; what has no date comes last', () => {
    expect(shown({ order: 'study', isDescending: true })).toEqual([secondStudy, firstStudy])
    expect(shown({ order: 'due' })).toEqual([firstStudy, secondStudy])
    expect(shown({ order: 'state' })).toEqual([secondStudy, firstStudy])
  })

  it('is kept in the address, and what is not known there is left out', () => {
    const choice: Choice = {
      ...ALL,
      text: 'back pain',
      waitsFor: bob,
      state: 'begun',
      order: 'due',
      isDescending: true,
    }
    const query = new URLSearchParams(choiceToQuery(choice))
    expect(queryToChoice(query, [alice, bob])).toEqual(choice)
    expect(choiceToQuery(ALL)).toBe('')
    const unknown = new URLSearchParams('?waits=mallory&state=high&by=verdict&due=never')
    expect(queryToChoice(unknown, [alice, bob, dana])).toEqual(ALL)
    expect(queryToChoice(new URLSearchParams('?person=dana'), [dana as PersonId]).person).toBe(dana)
  })
})
