/** Which documents a decision brings into being. */
import type { Command, PersonId, ReviewView } from '@tandem/rules'
import { alice, bob, dana, erin, firstStudy, Scene } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import { commitOf } from './carry-out.ts'

const carriedOut = (scene: Scene, who: PersonId, command: Command, view: ReviewView = scene.view) => {
  const decision = scene.ask(who, command)
  if (!decision.ok) throw new Error(decision.reason.rule)
  return commitOf(view, decision.value, scene.documents, scene.context.at, () => 'new')
}
const assign = (reviewers: readonly PersonId[], reason: string | null = null) =>
  ({ type: 'assign', study: firstStudy, form: 'tiny', reviewers, reason }) as const

describe('what is written together', () => {
  it('has one document, which stays when its people are replaced', () => {
    const begun = carriedOut(new Scene().plans({ mode: 'joint' }), dana, assign([alice, bob]))
    expect(begun.documents).toMatchObject([{ kind: 'joint', owner: null }])
    const replaced = carriedOut(Scene.together('joint'), dana, assign([alice, erin], 'Bob is away.'))
    expect(replaced.documents).toEqual([])
  })
})

describe('a blind round', () => {
  it('has a draft for each reviewer, and only a new one for who comes instead of another', () => {
    const begun = carriedOut(new Scene(), dana, assign([alice, bob]))
    expect(begun.documents.map(({ kind, owner }) => [kind, owner])).toEqual([
      ['draft', alice],
      ['draft', bob],
    ])
    const replaced = carriedOut(new Scene().assigns(), dana, assign([alice, erin], 'Bob is away.'))
    expect(replaced.documents.map(({ owner }) => owner)).toEqual([erin])
  })
})

describe('a consensus', () => {
  const reopen = (scene: Scene) =>
    ({ type: 'reopen', assessment: scene.assessment().id, reason: 'Look again.' }) as const

  it('is seeded, and counted with its form', () => {
    const scene = new Scene().agreed()
    const { documents, entries, summaries } = carriedOut(scene, dana, reopen(scene))
    expect(documents).toMatchObject([{ kind: 'consensus', form: scene.assessment().form.hash }])
    expect(entries.map(({ kind }) => kind)).toEqual(['event', 'edit'])
    expect(summaries).toMatchObject([{ kind: 'consensus', answered: 3 }])
  })

  it('is not left unseeded where its form or its round is missing: that throws', () => {
    const scene = new Scene().agreed()
    const view = { ...scene.view, forms: {} }
    expect(() => carriedOut(scene, dana, reopen(scene), view)).toThrow('holds no definition')
    const without = { ...scene.view, assessments: [] }
    expect(() => carriedOut(scene, dana, reopen(scene), without)).toThrow('there is no assessment')
  })
})
