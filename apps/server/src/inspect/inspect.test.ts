import { describe, expect, it } from 'vitest'
import { setField } from '@tandem/documents'
import type { DocumentId, Instant } from '@tandem/rules'
import { alice, bob, carol, firstStudy, Scene } from '@tandem/rules/testing'
import * as Y from 'yjs'
import { storyOf } from '../history/story.ts'
import { logged } from '../history/testing/logged.ts'
import { chaptersToJson, printStory, printTree, treeToJson } from './print.ts'
import { verdictOn } from './verdict.ts'

describe('a story in print', () => {
  it('looks the same for yes and for no, unless asked', () => {
    const told = (answer: string, showsValues: boolean) => {
      const doc = new Y.Doc()
      doc.clientID = 7
      setField(doc, 'blind', answer)
      const at = '2026-01-01T00:00:00.000Z' as Instant
      const story = storyOf([{ seq: 1, actor: alice, at, bytes: Y.encodeStateAsUpdate(doc) }])
      const forPrograms = [treeToJson(story, showsValues), chaptersToJson(story.chapters, showsValues)]
      return [printTree(story, showsValues), printStory(story.chapters, showsValues), ...forPrograms]
    }
    expect(told('yes', false)).toEqual(told('no', false))
    told('yes', true).forEach((text, place) => expect(text).not.toEqual(told('no', true)[place]))
  })

  it('prints places below their item with who wrote them, and no value unless asked', () => {
    const printed = printTree(storyOf(logged()), false)
    expect(printed.split('\n')).toEqual([
      expect.stringMatching(/^2 places, 5 updates, \d+ bytes encoded$/),
      '  blind         field  string, 32 bytes  bob, 2026-01-02T00:00:00.000Z, seq 3, 2 changes',
      '    blind/note  text   string, 32 bytes  bob, 2026-01-03T00:00:00.000Z, seq 5, 1 change',
    ])
    expect(printed).not.toContain('page 4')
    expect(printTree(storyOf(logged()), true)).toContain('"Said so on page 4."')
    expect(printStory(storyOf(logged()).chapters, false)).not.toContain('"no"')
    expect(printStory(storyOf(logged()).chapters, true)).toContain('field blind: "yes" -> "no"')
  })
})

describe('the verdict on a path and a person', () => {
  const scene = new Scene().assigns()
  const assessment = scene.view.assessments.find(({ study }) => study === firstStudy)
  const draft = scene.draftOf(alice) as DocumentId
  const document = { id: draft, kind: 'draft', assessment: assessment?.id ?? '', owner: alice } as const

  it('is none where the person may write and the value fits', () => {
    expect(verdictOn(scene.view, document, alice, 'sites', 'two')).toEqual({ grant: 'write', denial: null })
    expect(verdictOn(scene.view, document, alice, 'sites', undefined)).toEqual({ grant: 'write', denial: null })
  })

  it('names the rule and its sentence', () => {
    expect(verdictOn(scene.view, document, alice, 'sites', 'nine')).toMatchObject({
      denial: { rule: 'value-fits-field', sentence: expect.stringMatching(/\w/) },
    })
    expect(verdictOn(scene.view, document, alice, 'colour', 'blue')).toMatchObject({ denial: { rule: 'field-exists' } })
    for (const person of [bob, carol])
      expect(verdictOn(scene.view, document, person, 'sites', 'two')).toMatchObject({
        grant: 'none',
        denial: { rule: 'document-is-writable' },
      })
  })
})
