import { describe, expect, it } from 'vitest'
import type { AskedStage, Decidable } from './commands.ts'
import { decide } from './decide.ts'
import { grantFor } from './grants.ts'
import { askedFrom, planOf } from './protocol.ts'
import type { FormVersion, Hash, Mode, Stage } from './review.ts'
import { firstStage, stageOf, stageProgress } from './stages.ts'
import { currentAssessment, isLocked, unsettledStudies } from './states.ts'
import { noticesOf } from './threads/notices.ts'
import { alice, bob, COMPLETE, dana, erin, firstStudy, otherForm, Scene, secondStudy } from './testing/index.ts'

const second: Stage = { form: otherForm, mode: 'joint', reviewers: 1 }

/** The first stage as always; after it, one in which one person writes with the other instrument. */
function twoStages(mode: Mode = 'joint'): Scene {
  const scene = new Scene().withSecondStage({ ...second, mode })
  scene.view = { ...scene.view, review: { ...scene.view.review, switchedOff: ['two-independent-raters'] } }
  return scene
}

const assignInSecond: Decidable = { type: 'assign', study: firstStudy, form: 'other', reviewers: [erin], reason: null }

function planning(scene: Scene, stages: readonly AskedStage[]) {
  const plan = { ...askedFrom(planOf(scene.view.review)), stages }
  return scene.ask(dana, { type: 'plan', plan, reason: 'We want more.' })
}

describe('a stage', () => {
  it('is named in what people are told, so that they are led into it', () => {
    const scene = twoStages().agreed()
    const told = (command: Decidable) => {
      const [before, count] = [scene.view, scene.events.length]
      scene.does(dana, command)
      return noticesOf(before, scene.events.slice(count), scene.view).map(({ kind, person, form }) => [
        kind,
        person,
        form,
      ])
    }
    expect(told(assignInSecond)).toEqual([['assigned', erin, 'other']])
    expect(told({ type: 'nudge', person: erin, studies: [firstStudy] })).toEqual([['nudge', erin, 'other']])
  })

  it('is named by its form', () => {
    const { review } = twoStages().view
    expect(stageOf(review, 'other')).toEqual(second)
    expect(stageOf(review, 'third')).toBeUndefined()
    expect(firstStage(review).form.id).toBe('tiny')
  })

  it('has people, a way and rounds of its own', () => {
    const scene = twoStages().agreed()
    scene.does(dana, assignInSecond)
    const [inFirst, inSecond] = ['tiny', 'other'].map((form) => currentAssessment(scene.view, firstStudy, form))
    expect(inFirst).toMatchObject({ mode: 'independent', state: 'agreed', isCurrent: true, round: 1 })
    expect(inSecond).toMatchObject({ mode: 'joint', state: 'pending', isCurrent: true, round: 1, form: otherForm })
    expect(inSecond?.slots.map(({ reviewer }) => reviewer)).toEqual([erin])
    const joint = inSecond?.joint
    if (!inSecond || !joint) throw new Error('no joint document')
    const document = { id: joint.document, kind: 'joint', assessment: inSecond.id, owner: null } as const
    expect(grantFor(scene.view, erin, document)).toBe('write')
    expect(grantFor(scene.view, alice, document)).toBe('none')
  })

  it('is rated again without the others', () => {
    const scene = twoStages().agreed()
    scene.does(dana, assignInSecond)
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'A new report.' })
    expect(scene.assessment()).toMatchObject({ round: 2, mode: 'independent' })
    expect(currentAssessment(scene.view, firstStudy, 'other')).toMatchObject({ round: 1, isCurrent: true })
  })

  it('is counted and locked by itself', () => {
    const scene = twoStages().agreed().agreed(secondStudy)
    scene.does(dana, assignInSecond)
    expect(stageProgress(scene.view, 'tiny')).toEqual({
      form: 'tiny',
      studies: 2,
      assigned: 2,
      revealed: 2,
      settled: 2,
    })
    expect(stageProgress(scene.view, 'other')).toEqual({
      form: 'other',
      studies: 2,
      assigned: 1,
      revealed: 0,
      settled: 0,
    })
    expect(unsettledStudies(scene.view, 'other')).toHaveLength(2)
    const refused = scene.ask(dana, { type: 'lock', form: 'other', reason: 'Done.' })
    expect(refused).toMatchObject({ ok: false, reason: { rule: 'stage-is-settled' } })
    scene.does(dana, { type: 'lock', form: 'tiny', reason: 'Done.' })
    expect(scene.assessment().state).toBe('locked')
    expect(currentAssessment(scene.view, firstStudy, 'other')?.state).toBe('pending')
  })

  it('is locked as long as every study is: what is added or opened again is locked in its turn', () => {
    const scene = new Scene().agreed().agreed(secondStudy)
    const lock = { type: 'lock', form: 'tiny', reason: 'Done.' } as const
    const again = () => {
      const decision = scene.ask(dana, lock)
      return decision.ok || decision.reason.rule
    }
    expect(isLocked(scene.view, 'tiny')).toBe(false)
    scene.does(dana, lock)
    expect([isLocked(scene.view, 'tiny'), isLocked(scene.view, 'other'), again()]).toEqual([
      true,
      false,
      'something-to-lock',
    ])
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'A table was overlooked.' })
    expect([isLocked(scene.view, 'tiny'), again()]).toEqual([false, 'stage-is-settled'])
    scene.signs(alice).signs(bob)
    expect([isLocked(scene.view, 'tiny'), again()]).toEqual([false, true])
    expect(scene.assessment(secondStudy).state).toBe('locked')
    const citation = { ...scene.view.studies[0]!.citation, title: 'Work after injury' }
    scene.does(dana, lock).does(dana, { type: 'add-studies', studies: [{ label: '', design: '', citation }] })
    expect([isLocked(scene.view, 'tiny'), again()]).toEqual([false, 'stage-is-settled'])
  })

  it('without a study is not locked, and locking it is nothing', () => {
    const scene = new Scene()
    for (const study of [firstStudy, secondStudy])
      scene.does(dana, { type: 'remove-study', study, reason: 'Not in the scope.' })
    expect(isLocked(scene.view, 'tiny')).toBe(false)
    const refused = scene.ask(dana, { type: 'lock', form: 'tiny', reason: 'Done.' })
    expect(refused).toMatchObject({ ok: false, reason: { rule: 'something-to-lock' } })
  })

  it('keeps people blind in itself: who read one stage may still rate another', () => {
    const scene = twoStages('independent').agreed()
    const people = scene.view.people.map((person) =>
      person.id === erin ? { ...person, roles: ['reviewer' as const, 'adjudicator' as const] } : person,
    )
    scene.view = { ...scene.view, people }
    scene.does(dana, { ...assignInSecond, reviewers: [bob] } as Decidable)
    scene.does(dana, { ...assignInSecond, reason: 'Bob is away.' } as Decidable)
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'A new report.' })
    const assigned = scene.ask(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, erin],
      reason: 'Bob is away.',
    })
    expect(assigned).toMatchObject({ ok: false, reason: { rule: 'stays-blind' } })
  })

  it('can be added by an amendment while another is under way', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE)
    const [first] = askedFrom(planOf(scene.view.review)).stages
    if (!first) throw new Error('no stage')
    expect(planning(scene, [first, { ...first, instrument: 'other' }]).ok).toBe(true)
    expect(planning(scene, [{ ...first, instrument: 'other' }, first]).ok).toBe(true)
  })
})

describe('the instrument of a stage that was rated in', () => {
  it('stays in the version that it was rated with, also beside other stages', () => {
    const scene = new Scene().withSecondStage().assigns()
    const plan = { ...askedFrom(planOf(scene.view.review)), title: 'New' }
    const command = { type: 'plan', plan, reason: 'A newer version came out.' } as const
    expect(scene.ask(dana, command).ok).toBe(true)
    const newer = (form: FormVersion) => ({ ...form, version: form.version + 1, hash: 'd'.repeat(64) as Hash })
    const { context } = scene
    const withNewer = (id: string) => ({ ...context, forms: { ...context.forms, [id]: newer(context.forms[id]!) } })
    const refused = decide(scene.view, dana, command, withNewer('tiny'))
    expect(refused).toMatchObject({ ok: false, reason: { rule: 'instrument-stays' } })
    expect(decide(scene.view, dana, command, withNewer('other')).ok).toBe(true)
  })
})

describe('a plan is not whole', () => {
  const [stage] = askedFrom(planOf(new Scene().view.review)).stages
  if (!stage) throw new Error('no stage')

  it.each<[string, readonly AskedStage[]]>([
    ['without a stage', []],
    ['with one instrument twice', [stage, stage]],
    ['where a stage has nobody', [stage, { ...stage, instrument: 'other', reviewers: 0 }]],
    ['where a stage has half a person', [{ ...stage, reviewers: 2.5 }]],
    ['where a stage has a crowd', [{ ...stage, reviewers: 6 }]],
    ['where nobody is left to confirm', [{ ...stage, mode: 'verified', reviewers: 1 }]],
  ])('%s', (_, stages) => {
    expect(planning(new Scene(), stages)).toMatchObject({ ok: false, reason: { rule: 'plan-is-whole' } })
  })
})
