import { describe, expect, it } from 'vitest'
import { allocate, assignedTo } from './allocation.ts'
import type { AllocationRecord } from './commands.ts'
import type { PersonId, ReviewView, StudyId } from './review.ts'
import { alice, bob, carol, dana, erin, firstStudy, Scene } from './testing/index.ts'

const { stage } = new Scene()
const frank = 'frank' as PersonId

/** Forty studies; Alice, Bob, Erin and Frank review. */
function large(): { readonly view: ReviewView; readonly studies: readonly StudyId[]; readonly scene: Scene } {
  const scene = new Scene()
  const [template] = scene.view.studies
  if (!template) throw new Error('no study')
  const studies = Array.from({ length: 40 }, (_, at) => ({ ...template, id: `s${at}` as StudyId, key: `s${at}` }))
  const people = [
    ...scene.view.people.map((person) => ({ ...person, conflictsOfInterest: [] })),
    { id: frank, name: 'Frank', roles: ['reviewer' as const], conflictsOfInterest: [], hue: 6 },
  ]
  scene.view = { ...scene.view, studies, people }
  return { view: scene.view, studies: studies.map(({ id }) => id), scene }
}

const shares = (...people: readonly PersonId[]): AllocationRecord['shares'] =>
  people.map((person) => ({ person, share: 1 }))
const counts = (view: ReviewView, studies: readonly StudyId[], how: AllocationRecord) => {
  const { assignments } = allocate(view, stage, studies, how)
  const count = (person: PersonId) => assignments.filter(({ reviewers }) => reviewers.includes(person)).length
  return [alice, bob, erin, frank].map(count)
}

describe('an allocation', () => {
  it('is the same for the same seed, and another for another', () => {
    const { view, studies } = large()
    const how = { seed: 'a', shares: shares(alice, bob, erin), experts: [] }
    expect(allocate(view, stage, studies, how)).toEqual(allocate(view, stage, studies, how))
    expect(allocate(view, stage, studies, how)).not.toEqual(allocate(view, stage, studies, { ...how, seed: 'b' }))
  })

  it('gives each study as many different people as the protocol says', () => {
    const { view, studies } = large()
    for (const seed of ['a', 'b', 'c', 'd']) {
      const { assignments, leftOver } = allocate(view, stage, studies, {
        seed,
        shares: shares(alice, bob, erin, frank),
        experts: [],
      })
      expect(leftOver).toEqual([])
      expect(assignments.map(({ study }) => study)).toEqual(studies)
      for (const { reviewers } of assignments) expect(new Set(reviewers).size).toBe(2)
    }
  })

  it('is balanced: equal shares differ by one at most, and shares are kept', () => {
    const { view, studies } = large()
    expect(counts(view, studies, { seed: 'a', shares: shares(alice, bob, erin, frank), experts: [] })).toEqual([
      20, 20, 20, 20,
    ])
    const uneven = [
      { person: alice, share: 2 },
      { person: bob, share: 1 },
      { person: erin, share: 1 },
    ]
    expect(counts(view, studies, { seed: 'a', shares: uneven, experts: [] })).toEqual([40, 20, 20, 0])
  })

  it('counts what people have already', () => {
    const { scene, studies } = large()
    for (const study of studies.slice(0, 20)) {
      scene.does(dana, { type: 'assign', study, form: 'tiny', reviewers: [alice, bob], reason: null })
    }
    expect(assignedTo(scene.view, stage, alice)).toBe(20)
    expect(counts(scene.view, studies, { seed: 'a', shares: shares(alice, bob, erin, frank), experts: [] })).toEqual([
      0, 0, 20, 20,
    ])
  })

  it('pairs one expert with one who is none, as far as there are enough', () => {
    const { view, studies } = large()
    const { assignments } = allocate(view, stage, studies, {
      seed: 'a',
      shares: shares(alice, bob, erin, frank),
      experts: [alice, bob],
    })
    for (const { reviewers } of assignments) {
      expect(reviewers.filter((person) => person === alice || person === bob)).toHaveLength(1)
    }
    const onlyExperts = allocate(view, stage, studies, { seed: 'a', shares: shares(alice, bob), experts: [alice, bob] })
    expect(onlyExperts.assignments).toHaveLength(40)
  })

  it('leaves over what nobody may rate: conflicts of interest, missing roles, too few people', () => {
    const { view, studies } = large()
    const conflicted = {
      ...view,
      people: view.people.map((person) =>
        person.id === alice ? { ...person, conflictsOfInterest: studies.slice(0, 3) } : person,
      ),
    }
    const how = { seed: 'a', shares: shares(alice, bob), experts: [] }
    expect(allocate(conflicted, stage, studies, how).leftOver.toSorted()).toEqual(studies.slice(0, 3).toSorted())
    expect(allocate(view, stage, studies, { ...how, shares: shares(alice, carol) }).leftOver).toHaveLength(40)
    expect(
      allocate(view, stage, studies, {
        ...how,
        shares: [
          { person: alice, share: 1 },
          { person: bob, share: 0 },
        ],
      }).assignments,
    ).toEqual([])
  })

  it('passes over what is assigned already, and is allowed by the rules as it stands', () => {
    const { scene, studies } = large()
    scene.does(dana, {
      type: 'assign',
      study: studies[0] as StudyId,
      form: 'tiny',
      reviewers: [alice, bob],
      reason: null,
    })
    const how = { seed: 'a', shares: shares(alice, bob, erin, frank), experts: [] }
    const { assignments } = allocate(scene.view, stage, studies, how)
    expect(assignments).toHaveLength(39)
    scene.does(dana, { type: 'allocate', form: 'tiny', assignments, how })
    expect(scene.view.assessments).toHaveLength(40)
    expect(scene.view.assessments.some(({ study }) => study === firstStudy)).toBe(false)
  })
})
