import { describe, expect, it } from 'vitest'
import type { AskedPlan, AskedStage } from './commands.ts'
import { found } from './found.ts'
import { startOf, evolve } from './evolve.ts'
import { askedFrom, changesBetween, deviationsOf, planOf, type Plan } from './protocol.ts'
import type { PersonId, ReviewId, Stage } from './review.ts'
import { firstStage } from './stages.ts'
import { alice, bob, COMPLETE, dana, firstStudy, hashOfTest, Scene } from './testing/index.ts'

function asked(scene: Scene, change: Partial<AskedPlan> = {}): AskedPlan {
  return { ...askedFrom(planOf(scene.view.review)), ...change }
}

const inStages = (scene: Scene, change: Partial<AskedStage>): Partial<AskedPlan> => ({
  stages: asked(scene).stages.map((stage) => ({ ...stage, ...change })),
})

const question = { population: 'Adults', intervention: 'Training', comparator: 'Usual care', outcomes: 'Work' }

describe('a protocol', () => {
  it('is planned freely before the freeze, and leaves no amendments', () => {
    const scene = Scene.planning().does(dana, {
      type: 'plan',
      plan: asked(Scene.planning(), { question }),
      reason: null,
    })
    expect(scene.view.review.question).toEqual(question)
    expect(scene.view.protocol).toEqual({ version: 0, frozen: null, amendments: [] })
  })

  it('is version 1 from the freeze on', () => {
    const scene = Scene.planning().does(dana, { type: 'freeze-protocol' })
    expect(scene.view.protocol.version).toBe(1)
    expect(scene.view.protocol.frozen).toMatchObject({ by: dana })
  })

  it('is amended afterwards: old, new, when, how far the review was, and why', () => {
    const scene = new Scene().assigns()
    scene.does(dana, {
      type: 'plan',
      plan: asked(scene, {
        question: { ...question, outcomes: 'Return to work' },
        ...inStages(scene, { reviewers: 3 }),
      }),
      reason: ' The funder asked for a third reviewer. ',
    })
    expect(scene.view.protocol.version).toBe(2)
    expect(scene.view.protocol.amendments).toMatchObject([
      {
        version: 2,
        by: dana,
        reason: 'The funder asked for a third reviewer.',
        changes: [
          { field: 'Population', old: '', new: 'Adults' },
          { field: 'Intervention or exposure', old: '', new: 'Training' },
          { field: 'Comparator', old: '', new: 'Usual care' },
          { field: 'Outcomes', old: '', new: 'Return to work' },
          { field: 'Risk of bias with tiny: people for each study', old: '2', new: '3' },
        ],
        progress: [{ form: 'tiny', studies: 2, assigned: 1, revealed: 0, settled: 0 }],
      },
    ])
  })

  it('needs a reason for an amendment, and none before the freeze', () => {
    const refusedWithout = new Scene().ask(dana, {
      type: 'plan',
      plan: asked(new Scene(), { title: 'New' }),
      reason: '',
    })
    expect(refusedWithout).toMatchObject({ ok: false, reason: { rule: 'reason-is-given' } })
  })

  it('leaves assessments that have begun with the number of reviewers that they were given', () => {
    const scene = new Scene().assigns()
    scene.does(dana, { type: 'plan', plan: asked(scene, inStages(scene, { reviewers: 3 })), reason: 'More eyes.' })
    expect(scene.assessment().slots).toHaveLength(2)
  })

  it('says each deviation from a mandatory standard', () => {
    expect(deviationsOf(new Scene().agreed().view)).toEqual([])
    const { view } = new Scene()
    const [deviation] = deviationsOf({ ...view, review: { switchedOff: ['two-independent-raters'] } })
    expect(deviation?.standard).toContain('MECIR C53')
  })

  it('names every field that differs: a new field of the plan cannot be forgotten', () => {
    const plan = planOf(new Scene().view.review)
    const other: { [Field in keyof Plan]: Plan[Field] } = {
      title: 'Other',
      shortTitle: 'Other',
      reference: 'Other',
      registration: 'Other',
      question,
      stages: [],
      switchedOff: ['protocol-is-frozen'],
    }
    for (const field of Object.keys(other) as (keyof Plan)[]) {
      expect(changesBetween(plan, { ...plan, [field]: other[field] }), field).not.toEqual([])
    }
    const { form } = firstStage(plan)
    const otherStage: { [Field in keyof Stage]: Stage[Field] } = {
      form: { ...form, version: 99 },
      mode: 'joint',
      reviewers: 4,
    }
    for (const field of Object.keys(otherStage) as (keyof Stage)[]) {
      const stages = [{ ...firstStage(plan), [field]: otherStage[field] }]
      expect(changesBetween(plan, { ...plan, stages }), field).not.toEqual([])
    }
  })
})

describe('a deviation stays when its rule is switched on again', () => {
  const deviations = (scene: Scene) => deviationsOf(scene.view).map(({ id }) => id)
  const plans = (scene: Scene, change: Partial<AskedPlan>): Scene =>
    scene.does(dana, { type: 'plan', plan: asked(scene, change), reason: 'We thought again.' })
  const given = (scene: Scene, reviewers: readonly PersonId[]): Scene =>
    scene.does(dana, { type: 'assign', study: firstStudy, form: 'tiny', reviewers, reason: null })
  /** As the plan of before the freeze, without both rules: Alice alone. */
  const alone = (): Scene => {
    const scene = Scene.planning()
    const switchedOff = ['protocol-is-frozen', 'two-independent-raters'] as const
    plans(scene, { ...inStages(scene, { reviewers: 1 }), switchedOff })
    return given(scene, [alice]).rates(alice, COMPLETE)
  }
  const strictAgain = (scene: Scene): Scene =>
    plans(scene, { ...inStages(scene, { reviewers: 2 }), switchedOff: [] }).does(dana, { type: 'freeze-protocol' })

  it('where somebody was assigned before the freeze, also if nothing was rated', () => {
    const scene = strictAgain(alone())
    expect(scene.view.protocol).toMatchObject({ version: 1, assignedBeforeFreeze: true })
    expect(deviations(scene)).toEqual(['protocol-is-frozen'])
    expect(deviations(given(Scene.planning().does(dana, { type: 'freeze-protocol' }), [alice, bob]))).toEqual([])
  })

  it('where one person alone rated what counts, until it is rated again by two', () => {
    const scene = strictAgain(alone().submits(alice))
    expect(deviations(scene)).toEqual(['protocol-is-frozen', 'two-independent-raters'])
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'By two.' })
    scene.does(dana, { type: 'assign', study: firstStudy, form: 'tiny', reviewers: [alice, bob], reason: 'By two.' })
    scene.rates(alice, COMPLETE).rates(bob, COMPLETE).submits(alice).submits(bob)
    expect(deviations(scene)).toEqual(['protocol-is-frozen'])
  })

  it('where a team wrote together what counts: that is one rating', () => {
    const scene = Scene.together('joint')
    expect(deviations(scene)).toEqual([])
    const contentHash = hashOfTest(scene.plain(scene.jointId()))
    scene.does(alice, { type: 'submit', assessment: scene.assessment().id, contentHash }).plans({ mode: 'independent' })
    expect(deviations(scene)).toEqual(['two-independent-raters'])
  })
})

describe('founding a review', () => {
  const id = 'new' as ReviewId
  const asks = (change: Partial<AskedPlan> = {}) => {
    const scene = new Scene()
    const founder = { person: bob, name: 'Bob', hue: 1, isReviewer: true }
    return found({ id, invented: null }, founder, asked(scene, change), scene.context, {})
  }

  it('makes the founder its lead and its plan the first event after that', () => {
    const founded = asks({ title: 'Work after injury' })
    if (!founded.ok) throw new Error(founded.reason.rule)
    const view = founded.value.events.reduce(evolve, startOf({ review: founded.value.review, forms: {} }))
    expect(view.people).toMatchObject([{ id: bob, name: 'Bob', roles: ['lead', 'reviewer'], hue: 1 }])
    expect(view.review).toMatchObject({ id, title: 'Work after injury', invented: null })
    expect(view.protocol.frozen).toBeNull()
    expect(founded.value.events.map(({ type }) => type)).toEqual(['joined', 'planned'])
  })

  it('refuses what the rules of a plan refuse', () => {
    expect(asks({ title: ' ' })).toMatchObject({ ok: false, reason: { rule: 'plan-is-whole' } })
    expect(asks(inStages(new Scene(), { instrument: 'nothing' }))).toMatchObject({
      ok: false,
      reason: { rule: 'instrument-is-known' },
    })
    expect(asks(inStages(new Scene(), { reviewers: 1 }))).toMatchObject({
      ok: false,
      reason: { rule: 'two-independent-raters' },
    })
  })
})

it('a review that began with people has a frozen protocol: it was set up before protocols were kept', () => {
  expect(new Scene().view.protocol).toMatchObject({ version: 1, frozen: 'before-protocols-were-kept' })
  const scene = new Scene().assigns()
  expect(scene.assessment(firstStudy).slots.map(({ reviewer }) => reviewer)).toEqual([alice, bob] as PersonId[])
})
