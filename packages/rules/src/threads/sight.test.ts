import { describe, expect, it } from 'vitest'
import type { Mode, Person, PersonId, Role } from '../review.ts'
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
  otherForm,
  secondStudy,
  stranger,
} from '../testing/index.ts'
import { tinyInstrument } from '../testing/tiny-instrument.ts'
import { visibleTo } from '../visibility.ts'
import { noticesOf } from './notices.ts'
import { mayBeMentioned, readersOf, roundsOf, threadFor, threadsFor } from './sight.ts'
import { isComment, isResolved, type Anchor, type Comment, type Thread } from './thread.ts'

const everybody = [alice, bob, carol, dana, erin, stranger]
const item: Anchor = { study: firstStudy, form: tinyInstrument.id, item: 'sites', part: null }
/** The same question in the other stage. */
const inSecond: Anchor = { ...item, form: otherForm.id }
const whole: Anchor = { study: firstStudy, form: null, item: null, part: null }

const says = (scene: Scene, who: PersonId, text = 'A question.', anchor = item, mentions: readonly PersonId[] = []) =>
  scene.does(who, { type: 'open-thread', anchor, text, mentions })
const replies = (scene: Scene, who: PersonId, text = 'An answer.') =>
  scene.does(who, { type: 'reply', thread: only(scene).id, text, mentions: [] })
const only = (scene: Scene): Thread => {
  const [thread] = scene.view.threads
  if (!thread) throw new Error('no thread')
  return thread
}
const commentId = (scene: Scene): Comment['id'] => {
  const comment = only(scene).entries.find(isComment)
  if (!comment) throw new Error('no comment')
  return comment.id
}

/** Who has the only thread, of all who could. */
const readers = (scene: Scene): readonly PersonId[] =>
  everybody.filter((person) => threadsFor(scene.view, person).length > 0)

/** What this person reads in the only thread. */
const textsFor = (scene: Scene, person: PersonId): readonly (string | null)[] =>
  threadFor(scene.view, person, only(scene).id)?.entries.flatMap((entry) => (isComment(entry) ? [entry.text] : [])) ??
  []

function withRoles(scene: Scene, person: PersonId, roles: readonly Role[]): Scene {
  const people = scene.view.people.map((one): Person => (one.id === person ? { ...one, roles } : one))
  scene.view = { ...scene.view, people }
  return scene
}

describe('a comment on a study that nobody was assigned to', () => {
  it('is read by all members, and by nobody else', () => {
    expect(readers(says(new Scene(), alice))).toEqual([alice, bob, carol, dana, erin])
  })

  it('stays readable once the study is assigned', () => {
    expect(readers(says(new Scene(), alice).assigns())).toEqual([alice, bob, carol, dana, erin])
  })
})

describe('a comment of a reviewer in a blind round', () => {
  const blind = (): Scene => says(new Scene().assigns(), alice)

  it('is read by oneself, the supervisor and the lead, and by no other reviewer', () => {
    expect(readers(blind())).toEqual([alice, carol, dana])
  })

  it('is hidden from a lead or a supervisor who is one of the n', () => {
    for (const role of ['lead', 'supervisor'] as const)
      expect(readers(withRoles(blind(), bob, ['reviewer', role]))).toEqual([alice, carol, dana])
  })

  it('is hidden from an adjudicator who neither leads nor supervises, until the reveal', () => {
    const scene = withRoles(blind(), dana, ['adjudicator'])
    expect(readers(scene)).toEqual([alice, carol])
  })

  it('is read at the reveal by all who may read the ratings, and by no reviewer of other studies', () => {
    const scene = blind()
    scene
      .rates(alice, { blind: 'yes', sites: 'two', losses: 'yes' })
      .rates(bob, { blind: 'yes', sites: 'one', losses: 'yes' })
    scene.submits(alice)
    expect(readers(scene)).toEqual([alice, carol, dana])
    scene.submits(bob)
    expect(readers(scene)).toEqual([alice, bob, carol, dana])
  })

  it('is not there for whoever has left', () => {
    const scene = blind().does(carol, { type: 'leave', reason: '' })
    expect(readers(scene)).toEqual([alice, dana])
  })

  it('stays one’s own where one is replaced', () => {
    const scene = blind().does(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [bob, erin],
      reason: 'Away.',
    })
    expect(readers(scene)).toEqual([alice, carol, dana])
  })
})

describe('what is said in another stage of a study that is blind in one', () => {
  const twoStages = (): Scene => new Scene().withSecondStage().assigns()
  const secondGivenTo = (scene: Scene, reviewers: readonly PersonId[]): Scene =>
    scene.does(dana, { type: 'assign', study: firstStudy, form: otherForm.id, reviewers, reason: null })

  it('is held from its other reviewers and from whoever may still become one, where nobody is there yet', () => {
    const scene = says(twoStages(), alice, 'I said no to the sites.', inSecond)
    expect(readers(scene)).toEqual([alice, carol, dana])
    expect(threadFor(scene.view, bob, only(scene).id)).toBeNull()
  })

  it('is held where that stage is revealed already, or written together', () => {
    const revealed = secondGivenTo(new Scene().withSecondStage().inConflict(), [alice, bob])
    expect(readers(says(revealed, alice, 'I said no to the sites.', item))).toEqual([alice, carol, dana])
    const together = secondGivenTo(new Scene().withSecondStage({ mode: 'joint' }).assigns(), [alice, bob])
    expect(readers(says(together, alice, 'I said no to the sites.', inSecond))).toEqual([alice, carol, dana])
  })

  it('is held as an answer, a change of words and a resolution, in a thread that was there before', () => {
    const scene = says(new Scene().withSecondStage(), alice, 'The first words.', inSecond).assigns()
    const { id: thread } = only(scene)
    const before = threadFor(scene.view, bob, thread)
    replies(scene, alice)
    scene.does(alice, { type: 'revise-comment', comment: commentId(scene), text: 'Sites: no.', mentions: [] })
    scene.does(alice, { type: 'resolve-thread', thread })
    expect(threadFor(scene.view, bob, thread)).toEqual(before)
  })

  it('is read from the reveal on by all who read that stage', () => {
    const scene = says(twoStages().rates(alice, COMPLETE).rates(bob, OTHER), alice, 'I said no.', inSecond)
    scene.submits(alice)
    expect(readers(scene)).toEqual([alice, carol, dana])
    scene.submits(bob)
    expect(readers(scene)).toEqual([alice, bob, carol, dana, erin])
  })

  it('is said to be so before one writes', () => {
    const named = (scene: Scene) => {
      const { now, afterReveal } = readersOf(scene.view, inSecond)
      return [now.map(({ id }) => id), afterReveal.map(({ id }) => id)]
    }
    expect(named(twoStages())).toEqual([
      [carol, dana],
      [alice, bob, carol, dana, erin],
    ])
    expect(named(secondGivenTo(new Scene().withSecondStage({ mode: 'joint' }).assigns(), [alice, bob]))).toEqual([
      [carol, dana],
      [alice, bob, carol, dana],
    ])
  })

  it('calls those whom it mentions at the reveal', () => {
    const scene = says(twoStages().rates(alice, COMPLETE).rates(bob, OTHER), alice, 'No, @Erin.', inSecond, [erin])
    scene.submits(alice)
    const [before, count] = [scene.view, scene.events.length]
    scene.submits(bob)
    const told = noticesOf(before, scene.events.slice(count), scene.view)
    expect(told.filter(({ kind }) => kind === 'mention').map(({ person }) => person)).toEqual([erin])
  })
})

describe('what a lead writes about a blind round', () => {
  it('is held from its reviewers, also as an answer to one of them', () => {
    const scene = replies(says(new Scene().assigns(), alice), dana)
    expect(textsFor(scene, alice)).toEqual(['A question.'])
    expect(textsFor(scene, carol)).toEqual(['A question.', 'An answer.'])
    expect(threadFor(scene.view, bob, only(scene).id)).toBeNull()
  })
})

describe('a thread that begins with what one may not read', () => {
  it('is not there, also where one has written in it', () => {
    const scene = withRoles(new Scene(), erin, ['reviewer', 'supervisor']).assigns()
    replies(says(scene, alice), erin)
    expect(readers(scene)).toEqual([alice, carol, dana, erin])
    expect(readers(withRoles(scene, erin, ['reviewer']))).toEqual([alice, carol, dana])
  })
})

describe('a thread', () => {
  it('is open again once it was reopened', () => {
    const scene = says(new Scene(), alice)
    const { id: thread } = only(scene)
    scene.does(bob, { type: 'resolve-thread', thread }).does(alice, { type: 'reopen-thread', thread })
    expect(isResolved(only(scene))).toBe(false)
  })

  it('holds words without what stands around them, and names each person once', () => {
    const scene = says(new Scene(), alice, '  A question.\n', item, [bob, bob])
    expect(only(scene).entries).toMatchObject([{ text: 'A question.', mentions: [bob] }])
  })
})

describe('an entry that is held', () => {
  /** Begun before anybody was assigned, so all see the thread; then Alice and Bob rate the study. */
  const open = (): Scene => says(new Scene(), erin).assigns()

  it('is no number and no sign: the thread looks to others as it did', () => {
    const scene = open()
    const before = threadFor(scene.view, bob, only(scene).id)
    const { id: thread } = only(replies(scene, alice))
    scene.does(alice, { type: 'resolve-thread', thread })
    expect(threadFor(scene.view, bob, thread)).toEqual(before)
    expect(only(scene).entries).toHaveLength(3)
  })

  it('resolves the thread for those only who see it', () => {
    const scene = open()
    const { id: thread } = only(scene)
    scene.does(alice, { type: 'resolve-thread', thread })
    const resolved = [alice, bob, carol].map((person) => {
      const seen = threadFor(scene.view, person, thread)
      return seen !== null && isResolved(seen)
    })
    expect(resolved).toEqual([true, false, true])
    // For Bob it has not been resolved, so he may.
    expect(scene.ask(bob, { type: 'resolve-thread', thread }).ok).toBe(true)
    expect(scene.ask(alice, { type: 'resolve-thread', thread })).toMatchObject({ reason: { rule: 'thread-is-open' } })
  })

  it('is taken back for those only who see that', () => {
    const scene = says(new Scene(), alice, 'The first words.').assigns()
    scene.does(alice, { type: 'revise-comment', comment: commentId(scene), text: 'Item 3 is a no.', mentions: [] })
    expect([alice, bob, carol].map((person) => textsFor(scene, person))).toEqual([
      ['Item 3 is a no.'],
      ['The first words.'],
      ['Item 3 is a no.'],
    ])
  })

  it('is answered for like a thread that does not exist', () => {
    const scene = says(new Scene().assigns(), alice)
    const held = only(scene).id
    for (const type of ['resolve-thread', 'reopen-thread'] as const)
      expect(scene.ask(bob, { type, thread: held })).toEqual(scene.ask(bob, { type, thread: 'none' as typeof held }))
    const comment = { type: 'revise-comment', text: 'Mine?', mentions: [] } as const
    expect(scene.ask(bob, { ...comment, comment: commentId(scene) })).toEqual(
      scene.ask(bob, { ...comment, comment: 'none' as Comment['id'] }),
    )
  })
})

describe('a comment that was changed', () => {
  it('is sent with its last text alone, and says when', () => {
    const scene = says(new Scene(), alice, 'Secret words.')
    scene.does(alice, { type: 'revise-comment', comment: commentId(scene), text: 'Other words.', mentions: [] })
    const seen = threadFor(scene.view, bob, only(scene).id)
    expect(seen?.entries).toMatchObject([{ is: 'comment', text: 'Other words.', revisedAt: expect.any(String) }])
    expect(JSON.stringify(seen)).not.toContain('Secret')
  })

  it('is without a text once it is taken back, and stays in its place', () => {
    const scene = replies(says(new Scene(), alice, 'Secret words.'), bob)
    scene.does(alice, { type: 'revise-comment', comment: commentId(scene), text: null, mentions: [bob] })
    expect(textsFor(scene, bob)).toEqual([null, 'An answer.'])
    expect(JSON.stringify(threadsFor(scene.view, bob))).not.toContain('Secret')
    expect(only(scene).entries.at(-1)).toMatchObject({ mentions: [] })
  })
})

describe('rounds', () => {
  it('are those of the form and what is blind in other stages, or all where the study as such is meant', () => {
    const scene = new Scene().assigns()
    const id = scene.assessment().id
    expect(roundsOf(scene.view, item)).toEqual([id])
    expect(roundsOf(scene.view, inSecond)).toEqual([id])
    expect(roundsOf(scene.view, whole)).toEqual([id])
    expect(roundsOf(scene.view, { ...whole, study: secondStudy })).toEqual([])
    expect(roundsOf(scene.view, { ...inSecond, study: secondStudy })).toEqual([])
    const revealed = new Scene().inConflict()
    expect(roundsOf(revealed.view, item)).toEqual([revealed.assessment().id])
    expect(roundsOf(revealed.view, inSecond)).toEqual([])
    expect(roundsOf(revealed.view, whole)).toEqual([revealed.assessment().id])
  })

  it('are the current ones', () => {
    const scene = new Scene().inConflict()
    const { id } = scene.assessment()
    scene.does(dana, { type: 'rate-again', assessment: id, reason: 'The full report appeared.' })
    expect(roundsOf(scene.view, item)).toEqual([scene.assessment().id])
    expect(scene.assessment().id).not.toBe(id)
  })

  it('have to be readable all: what is said in a later round of the same study is held again', () => {
    const scene = says(new Scene().inConflict(), alice)
    expect(readers(scene)).toEqual([alice, bob, carol, dana])
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'The full report appeared.' })
    replies(scene, bob, 'Now I think otherwise.')
    expect(textsFor(scene, alice)).toEqual(['A question.'])
    expect(textsFor(scene, carol)).toEqual(['A question.', 'Now I think otherwise.'])
  })

  it('written together have no secrets from whoever may read them', () => {
    for (const mode of ['joint', 'verified'] as const satisfies readonly Mode[])
      expect(readers(says(Scene.together(mode), alice)), mode).toEqual([alice, bob, carol, dana])
  })
})

describe('a thread on a study that was removed', () => {
  it('is there for nobody', () => {
    const scene = says(new Scene(), alice)
    scene.does(dana, { type: 'remove-study', study: firstStudy, reason: 'Not in the scope.' })
    expect(readers(scene)).toEqual([])
  })
})

describe('who reads it', () => {
  const named = (scene: Scene) => {
    const { now, afterReveal } = readersOf(scene.view, item)
    return [now.map(({ id }) => id), afterReveal.map(({ id }) => id)]
  }

  it('is said before one writes: now, and after the reveal', () => {
    const all = [alice, bob, carol, dana, erin]
    expect(named(new Scene())).toEqual([all, all])
    expect(named(new Scene().assigns())).toEqual([
      [carol, dana],
      [alice, bob, carol, dana],
    ])
    expect(named(new Scene().inConflict())).toEqual([
      [alice, bob, carol, dana],
      [alice, bob, carol, dana],
    ])
  })

  it('can be mentioned, and nobody else', () => {
    const scene = new Scene().assigns()
    const may = (about: Anchor | Thread) => everybody.filter((person) => mayBeMentioned(scene.view, person, about))
    expect(may(item)).toEqual([alice, bob, carol, dana])
    expect(may({ ...item, study: secondStudy })).toEqual([alice, bob, carol, dana, erin])
  })

  it('can be mentioned in an answer by those only who read what it answers', () => {
    const scene = says(new Scene().inConflict(), alice)
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'The full report appeared.' })
    const reviewers = [alice, erin]
    const form = tinyInstrument.id
    scene.does(dana, { type: 'assign', study: firstStudy, form, reviewers, reason: 'Bob is away.' })
    expect(everybody.filter((person) => mayBeMentioned(scene.view, person, item))).toEqual([alice, carol, dana, erin])
    expect(everybody.filter((person) => mayBeMentioned(scene.view, person, only(scene)))).toEqual([alice, carol, dana])
  })
})

describe('the events of threads', () => {
  it('are sent to nobody, whatever their rights', () => {
    const scene = says(new Scene().assigns(), alice, 'A question.', item, [dana])
    replies(scene, dana)
    const { id: thread } = only(scene)
    scene.does(carol, { type: 'resolve-thread', thread }).does(carol, { type: 'reopen-thread', thread })
    scene.does(alice, { type: 'revise-comment', comment: commentId(scene), text: null, mentions: [] })
    scene.does(carol, { type: 'nudge', person: bob, studies: [firstStudy] })
    const sent = everybody.flatMap((person) =>
      scene.events.slice(1).map((event) => visibleTo(scene.view, person, event)),
    )
    expect(sent).toHaveLength(6 * everybody.length)
    expect(sent.filter((event) => event !== null)).toEqual([])
  })
})
