import { describe, expect, it } from 'vitest'
import { evolveAll } from '../evolve-all.ts'
import type { PersonId } from '../review.ts'
import type { Decidable } from '../commands.ts'
import {
  COMPLETE,
  OTHER,
  Scene,
  alice,
  bob,
  carol,
  dana,
  erin,
  firstStudy,
  secondStudy,
  stranger,
} from '../testing/index.ts'
import { tinyInstrument } from '../testing/tiny-instrument.ts'
import { threadChanges } from './changes.ts'
import { noticesOf, type Notice } from './notices.ts'
import { nudgesFor } from './nudges.ts'
import { isComment, type Anchor, type Thread } from './thread.ts'

const item: Anchor = { study: firstStudy, form: tinyInstrument.id, item: 'sites', part: null }

const open = (text: string, mentions: readonly PersonId[] = []): Decidable => ({
  type: 'open-thread',
  anchor: item,
  text,
  mentions,
})
const only = (scene: Scene): Thread => {
  const [thread] = scene.view.threads
  if (!thread) throw new Error('no thread')
  return thread
}
const reply = (scene: Scene, mentions: readonly PersonId[] = []): Decidable => ({
  type: 'reply',
  thread: only(scene).id,
  text: 'An answer.',
  mentions,
})

/** Carries out what is asked. @returns the notices that follow. */
function told(scene: Scene, act: (scene: Scene) => void): readonly Notice[] {
  const [before, count] = [scene.view, scene.events.length]
  act(scene)
  return noticesOf(before, scene.events.slice(count), scene.view)
}
const lines = (notices: readonly Notice[]): readonly string[] =>
  notices.map(({ person, kind, by, studies }) => `${kind} for ${person} by ${by}${studies > 1 ? `, ${studies}` : ''}`)
const asked = (scene: Scene, who: PersonId, command: Decidable) =>
  lines(told(scene, (one) => void one.does(who, command)))

describe('a mention', () => {
  it('tells whoever may read it now, and not oneself', () => {
    expect(asked(new Scene(), alice, open('See @Bob, @Alice.', [bob, alice]))).toEqual(['mention for bob by alice'])
  })

  it('refers to the comment, and holds no word of it', () => {
    const scene = new Scene()
    const [notice] = told(scene, (one) => void one.does(alice, open('Secret words, @Bob.', [bob])))
    const comment = only(scene).entries.find(isComment)?.id
    expect(notice).toEqual({
      person: bob,
      kind: 'mention',
      by: alice,
      study: firstStudy,
      form: tinyInstrument.id,
      studies: 1,
      thread: only(scene).id,
      comment,
    })
  })

  it('that is held tells nobody before the reveal, and those whom it names then', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER)
    expect(asked(scene, alice, open('What do you think, @Bob and @Dana?', [bob, dana]))).toEqual([
      'mention for dana by alice',
    ])
    expect(lines(told(scene, (one) => void one.submits(alice)))).toEqual([])
    expect(lines(told(scene, (one) => void one.submits(bob)))).toEqual([
      'revealed for alice by null',
      'revealed for bob by null',
      'mention for bob by alice',
    ])
  })

  it('that comes with a change of the words tells whom it adds', () => {
    const scene = new Scene().does(alice, open('@Bob?', [bob]))
    const comment = only(scene).entries.find(isComment)!.id
    const revise = { type: 'revise-comment', comment, text: '@Bob, @Carol?', mentions: [bob, carol] } as const
    expect(asked(scene, alice, revise)).toEqual(['mention for carol by alice'])
    expect(asked(scene, alice, { ...revise, text: null, mentions: [] })).toEqual([])
  })
})

describe('an answer', () => {
  it('tells those who take part, and a mention goes before it', () => {
    const scene = new Scene().does(alice, open('A question.'))
    expect(asked(scene, bob, reply(scene))).toEqual(['reply for alice by bob'])
    expect(asked(scene, carol, reply(scene, [alice]))).toEqual(['mention for alice by carol', 'reply for bob by carol'])
  })

  it('that is held comes at the reveal, one for a thread', () => {
    const scene = new Scene().does(alice, open('A question.')).assigns().rates(alice, COMPLETE).rates(bob, OTHER)
    expect(asked(scene, bob, reply(scene))).toEqual([])
    expect(asked(scene, bob, reply(scene))).toEqual([])
    scene.submits(alice)
    expect(lines(told(scene, (one) => void one.submits(bob)))).toEqual([
      'revealed for alice by null',
      'revealed for bob by null',
      'reply for alice by bob',
    ])
  })

  it('that was taken back before the reveal tells nobody', () => {
    const scene = new Scene().does(alice, open('A question.')).assigns().rates(alice, COMPLETE).rates(bob, OTHER)
    scene.does(bob, reply(scene))
    const comment = only(scene).entries.filter(isComment).at(-1)!.id
    scene.does(bob, { type: 'revise-comment', comment, text: null, mentions: [] }).submits(alice)
    expect(lines(told(scene, (one) => void one.submits(bob)))).toEqual([
      'revealed for alice by null',
      'revealed for bob by null',
    ])
  })

  it('after a mention leaves the notice with the mention', () => {
    const scene = new Scene().does(alice, open('A question.')).assigns().rates(alice, COMPLETE).rates(bob, OTHER)
    scene
      .does(bob, reply(scene, [alice]))
      .does(bob, reply(scene))
      .submits(alice)
    const mention = only(scene).entries.filter(isComment)[1]?.id
    const [, , notice] = told(scene, (one) => void one.submits(bob))
    expect(notice).toMatchObject({ person: alice, kind: 'mention', comment: mention })
  })

  it('that becomes readable with a role tells nobody', () => {
    const scene = new Scene().does(erin, open('A question.')).assigns()
    scene.does(bob, reply(scene))
    const roles = { type: 'change-roles', person: erin, roles: ['supervisor'], reason: 'Needed.' } as const
    expect(asked(scene, dana, roles)).toEqual([])
  })
})

describe('a resolution', () => {
  it('tells nobody', () => {
    const scene = new Scene().does(alice, open('A question.'))
    expect(asked(scene, bob, { type: 'resolve-thread', thread: only(scene).id })).toEqual([])
  })
})

describe('an assignment', () => {
  it('tells those who are new to the study', () => {
    const scene = new Scene()
    expect(lines(told(scene, (one) => void one.assigns()))).toEqual([
      'assigned for alice by dana',
      'assigned for bob by dana',
    ])
    const assign = {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, erin],
      reason: 'Bob is away.',
    } as const
    expect(asked(scene, dana, assign)).toEqual(['assigned for erin by dana'])
  })

  it('of oneself tells nobody', () => {
    const scene = new Scene()
    const people = scene.view.people.map((one) =>
      one.id === dana ? { ...one, roles: [...one.roles, 'reviewer' as const] } : one,
    )
    scene.view = { ...scene.view, people }
    const assign = { type: 'assign', study: firstStudy, form: 'tiny', reviewers: [alice, dana], reason: null } as const
    expect(asked(scene, dana, assign)).toEqual(['assigned for alice by dana'])
  })

  it('of many studies at once tells each person once', () => {
    const assignments = [firstStudy, secondStudy].map((study) => ({ study, reviewers: [alice, bob] }))
    const how = { seed: '', shares: [], experts: [] }
    expect(asked(new Scene(), dana, { type: 'allocate', form: 'tiny', assignments, how })).toEqual([
      'assigned for alice by dana, 2',
      'assigned for bob by dana, 2',
    ])
  })
})

describe('a reveal', () => {
  it('tells all raters the same, whether they agree or differ', () => {
    const outcome = (answers: Readonly<Record<string, string>>) => {
      const scene = new Scene().assigns().rates(alice, COMPLETE).rates(bob, answers).submits(alice)
      return told(scene, (one) => void one.submits(bob))
    }
    expect(outcome(COMPLETE)).toEqual(outcome(OTHER))
    expect(outcome(COMPLETE)).toMatchObject([{ form: tinyInstrument.id }, { form: tinyInstrument.id }])
    expect(lines(outcome(OTHER))).toEqual(['revealed for alice by null', 'revealed for bob by null'])
  })
})

describe('a nudge', () => {
  const nudge = { type: 'nudge', person: bob, studies: [firstStudy] } as const

  it('tells whom it is for', () => {
    expect(asked(new Scene().assigns(), carol, nudge)).toEqual(['nudge for bob by carol'])
  })

  it('is possible again after a day, and not a moment earlier', () => {
    const scene = new Scene().assigns().does(carol, nudge)
    const { context } = scene
    const last = Date.parse(scene.view.nudges[bob] ?? '')
    const at = (time: number) => new Date(time).toISOString() as typeof context.at
    const day = 24 * 60 * 60 * 1_000
    Object.defineProperty(scene, 'context', { value: { ...context, at: at(last + day - 1) }, configurable: true })
    expect(scene.ask(dana, nudge)).toMatchObject({ reason: { rule: 'nudged-once-a-day' } })
    Object.defineProperty(scene, 'context', { value: { ...context, at: at(last + day) } })
    expect(scene.ask(dana, nudge).ok).toBe(true)
  })

  it('is about studies that wait for this person, each counted once', () => {
    const refused = (scene: Scene, studies: readonly (typeof firstStudy)[], person = bob) => {
      const decision = scene.ask(carol, { type: 'nudge', person, studies })
      return decision.ok ? null : decision.reason.rule
    }
    const scene = new Scene().assigns()
    expect(refused(scene, [])).toBe('waits-for-them')
    expect(refused(scene, [firstStudy], erin)).toBe('waits-for-them')
    expect(refused(scene, [firstStudy, secondStudy])).toBe('waits-for-them')
    expect(refused(scene, ['none' as typeof firstStudy])).toBe('study-exists')
    expect(refused(new Scene().inConflict(), [firstStudy])).toBe('waits-for-them')
    expect(asked(scene, carol, { ...nudge, studies: [firstStudy, firstStudy] })).toEqual(['nudge for bob by carol'])
  })

  it('waits for nobody once what is written together is settled', () => {
    const scene = Scene.together('joint')
    expect(scene.ask(carol, nudge).ok).toBe(true)
    const contentHash = scene.context.hashOf(scene.plain(scene.jointId()))
    scene.does(alice, { type: 'submit', assessment: scene.assessment().id, contentHash })
    expect(scene.ask(carol, nudge)).toMatchObject({ reason: { rule: 'waits-for-them' } })
  })

  it('is known to those who may nudge', () => {
    const { view } = new Scene().assigns().does(carol, nudge)
    const known = [alice, bob, carol, dana].map((person) => Object.keys(nudgesFor(view, person)))
    expect(known).toEqual([[], [], [bob], [bob]])
  })

  it('is known to no adjudicator and no stranger', () => {
    const scene = new Scene().assigns().does(carol, nudge)
    scene.does(dana, { type: 'change-roles', person: erin, roles: ['adjudicator'], reason: 'We need one.' })
    expect([erin, stranger].map((person) => nudgesFor(scene.view, person))).toEqual([{}, {}])
  })

  it('is also for who has still to confirm what others write', () => {
    expect(asked(Scene.together('verified'), carol, nudge)).toEqual(['nudge for bob by carol'])
  })
})

describe('what changes in the threads', () => {
  const changes = (scene: Scene, act: (scene: Scene) => void) => {
    const [before, count] = [scene.view, scene.events.length]
    act(scene)
    const events = scene.events.slice(count)
    return threadChanges(before, evolveAll(before, events), events)
  }

  it('is the thread, for those who see it, and nothing for whom it is held', () => {
    const scene = new Scene().assigns()
    const changed = changes(scene, (one) => void one.does(alice, open('A question.')))
    expect(changed(carol)).toMatchObject({ whole: false, threads: [{ id: only(scene).id }] })
    expect(changed(bob)).toBeNull()
  })

  it('is at the reveal what was held until then', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER).does(alice, open('A question.'))
    scene.submits(alice)
    const changed = changes(scene, (one) => void one.submits(bob))
    expect(changed(bob)?.threads.map(({ id }) => id)).toEqual([only(scene).id])
    expect(changed(alice)).toBeNull()
  })

  it('is everything, for whom rights have changed, and nothing for all others', () => {
    const scene = new Scene().assigns().does(alice, open('A question.'))
    const roles = { type: 'change-roles', person: erin, roles: ['supervisor'], reason: 'Needed.' } as const
    const changed = changes(scene, (one) => void one.does(dana, roles))
    expect(changed(erin)).toMatchObject({ whole: true, threads: [{ id: only(scene).id }] })
    expect(changed(bob)).toBeNull()
  })

  it('is the thread whose words were changed, and nothing where a changed one is only looked at again', () => {
    const scene = new Scene().does(alice, open('A question.'))
    const comment = only(scene).entries.find(isComment)!.id
    const revise = { type: 'revise-comment', comment, text: 'Another question.', mentions: [] } as const
    expect(changes(scene, (one) => void one.does(alice, revise))(bob)?.threads).toHaveLength(1)
    expect(changes(scene, (one) => void one.does(alice, { ...revise, text: null }))(bob)?.threads).toHaveLength(1)
    scene.does(bob, { type: 'resolve-thread', thread: only(scene).id })
    const leaving = { type: 'leave', reason: '' } as const
    expect(changes(scene, (one) => void one.does(carol, leaving))(bob)).toBeNull()
  })

  it('is everything, for whom a role was taken away that let them read an answer', () => {
    const scene = new Scene().does(alice, open('A question.')).assigns()
    const roles = (given: 'supervisor' | 'reviewer') =>
      ({ type: 'change-roles', person: erin, roles: [given], reason: 'Needed.' }) as const
    scene.does(dana, roles('supervisor')).does(bob, reply(scene))
    const changed = changes(scene, (one) => void one.does(dana, roles('reviewer')))
    expect(changed(erin)?.threads.map(({ entries }) => entries.length)).toEqual([1])
  })

  it('is everything without those of a study that was removed', () => {
    const scene = new Scene().does(alice, open('A question.'))
    const removal = { type: 'remove-study', study: firstStudy, reason: 'Not in the scope.' } as const
    expect(changes(scene, (one) => void one.does(dana, removal))(bob)).toEqual({ whole: true, threads: [] })
  })
})
