import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'
import { cellsOf, placeOf } from './forms/cells.ts'
import { formOf } from './forms/form-of.ts'
import { isInstrument } from './forms/form.ts'
import { grantFor } from './grants.ts'
import { choosableIn, MAX_VERSIONS, ownFormOf } from './own-forms.ts'
import type { DocumentId } from './review.ts'
import { alice, bob, carol, dana, ExtractionScene, otherForm, secondStudy, stranger } from './testing/index.ts'
import { EXTRACTED, QUESTION, reported, row } from './testing/extraction-scene.ts'

const formNow = (scene: ExtractionScene) => {
  const form = formOf(scene.view, scene.assessment().form.hash)
  if (isInstrument(form)) throw new Error('an instrument')
  return form
}

describe('a form of the plan that the review makes its own', () => {
  it('keeps its id and goes on with the next version, which the protocol names as an amendment', () => {
    const scene = new ExtractionScene().adapts().publishes()
    expect(scene.view.review.stages[1]?.form).toMatchObject({ id: 'tiny-form', version: 2 })
    expect(scene.view.protocol.amendments.at(-1)).toMatchObject({
      by: dana,
      reason: 'A question was missing.',
      changes: [{ old: 'tiny-form, version 1', new: 'tiny-form, version 2' }],
    })
  })

  it('is part of the plan without an amendment while that is still made', () => {
    const scene = new ExtractionScene()
    scene.view = { ...scene.view, protocol: { version: 0, frozen: null, amendments: [] } }
    scene.adapts().publishes()
    expect(scene.view.review.stages[1]?.form.version).toBe(2)
    expect(scene.view.protocol).toMatchObject({ version: 0, amendments: [] })
  })

  it('is what a later plan names, and not the built-in one of that id', () => {
    const scene = new ExtractionScene().adapts().publishes()
    expect(choosableIn(scene.view)['tiny-form']).toMatchObject({ version: 2, hangsOnStructure: true })
  })

  it('goes on with rounds in which nobody has submitted, with every answer that stands in them', () => {
    const scene = new ExtractionScene().structured().assigns().rates(alice, EXTRACTED)
    scene.adapts().takesOut('fields', 'study~aim').publishes()
    const form = formNow(scene)
    expect(scene.assessment().form.version).toBe(2)
    const answered = Object.keys(EXTRACTED).filter((key) => !key.endsWith('/order'))
    for (const cell of answered) expect(placeOf(form, cell), cell).toBeDefined()
    expect(placeOf(form, 'aim')?.field.retired).toBe(true)
    expect(cellsOf(form, scene.plain(scene.draftOf(alice)), null).map(({ id }) => id)).toContain('funding')
  })

  it('leaves rounds alone in which somebody has submitted, or that were revealed', () => {
    const scene = new ExtractionScene().structured().assigns().rates(alice, EXTRACTED).submits(alice)
    expect(scene.adapts().publishes().assessment().form.version).toBe(1)
    scene.rates(bob, EXTRACTED).submits(bob)
    expect(scene.assessment().state).toBe('agreed')
    expect(scene.assessment().form.version).toBe(1)
  })

  it('is taken on by what is opened again, while the drafts keep the version that they were filled in with', () => {
    const scene = new ExtractionScene().extracted().adapts().publishes()
    expect(scene.assessment()).toMatchObject({ state: 'agreed', form: { version: 1 } })
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'A question was added.' })
    expect(scene.assessment()).toMatchObject({ form: { version: 2 }, revealed: { form: { version: 1 } } })
    expect(() => scene.signs(alice)).toThrow(/consensus-is-complete/)
    scene
      .write(scene.consensusId(), { funding: reported('The region') })
      .signs(alice)
      .signs(bob)
    expect(scene.assessment()).toMatchObject({ state: 'resolved', form: { version: 2 } })
  })

  it('is not submitted or signed before what was reworded has been looked at again', () => {
    const scene = new ExtractionScene()
      .structured()
      .assigns()
      .rates(alice, { ...EXTRACTED, 'design/reworded': 2 })
    expect(() => scene.submits(alice)).toThrow(/draft-is-complete/)
    const draft = scene.draftOf(alice)
    const { 'design/reworded': _looked, ...fields } = scene.plain(draft).fields
    scene.documents[draft] = { fields, texts: {} }
    // One that is not asked after the other answers holds nobody up.
    scene.rates(alice, { allocation: reported('By lot'), 'allocation/reworded': 2 }).submits(alice)
    expect(scene.assessment().slots[0]?.submittedAt).not.toBeNull()
  })

  it('asks the new question of whoever has not submitted', () => {
    const scene = new ExtractionScene().structured().assigns().rates(alice, EXTRACTED).adapts().publishes()
    expect(() => scene.submits(alice)).toThrow(/draft-is-complete/)
    scene.rates(alice, { funding: reported('The region') }).submits(alice)
    expect(scene.assessment().slots[0]?.submittedAt).not.toBeNull()
  })

  it('asks it also of studies that are given out afterwards', () => {
    const scene = new ExtractionScene().adapts().publishes().assigns(secondStudy)
    expect(scene.assessment(secondStudy).form.version).toBe(2)
  })

  it('may not begin to ask of the structure where the plan has none', () => {
    const scene = new ExtractionScene()
    const [, extraction] = scene.view.review.stages
    if (!extraction) throw new Error('no stage')
    const rating = { form: otherForm, mode: 'independent', reviewers: 2 } as const
    scene.view = { ...scene.view, review: { ...scene.view.review, stages: [rating, extraction] } }
    scene.adapts().builds(QUESTION)
    const decision = decide(scene.view, dana, scene.publish(), scene.context)
    expect(decision).toMatchObject({ ok: false, reason: { rule: 'structure-comes-first' } })
    scene.takesOut('sections', 'results')
    expect(decide(scene.view, dana, scene.publish(), scene.context).ok).toBe(true)
  })

  it('is no secret of those who build it, and is written by them alone', () => {
    const scene = new ExtractionScene().adapts()
    const document = {
      id: scene.builtIn('tiny-form'),
      kind: 'definition',
      assessment: null,
      owner: null,
    } as const
    const grants = [dana, alice, carol, stranger].map((person) => grantFor(scene.view, person, document))
    expect(grants).toEqual(['write', 'write', 'read', 'none'])
    expect(grantFor(scene.view, dana, { ...document, id: 'another' as DocumentId })).toBe('none')
  })
})

describe('a form of the review alone', () => {
  it('has an id that no other form has, and a first version once it is published', () => {
    const scene = new ExtractionScene().begins('Tiny form', 'tiny-form')
    const own = scene.view.ownForms[0]
    expect(own).toMatchObject({ id: 'tiny-form-2', title: 'Tiny form', versions: [] })
    scene.does(dana, scene.publish('tiny-form-2', ''))
    expect(ownFormOf(scene.view, 'tiny-form-2')?.versions).toMatchObject([{ form: { version: 1 }, by: dana }])
    expect(choosableIn(scene.view)['tiny-form-2']).toMatchObject({ version: 1, kind: 'extraction' })
  })

  it('changes no plan that does not name it', () => {
    const scene = new ExtractionScene().begins('Copy', 'tiny-form')
    const { review } = scene.view
    scene.does(dana, scene.publish('copy', ''))
    expect(scene.view.review).toBe(review)
  })

  it('needs a reason from its second version on', () => {
    const scene = new ExtractionScene().begins('Copy', 'tiny-form')
    scene.does(dana, scene.publish('copy', '')).builds(QUESTION, 'copy')
    expect(decide(scene.view, dana, scene.publish('copy', ' '), scene.context)).toMatchObject({
      ok: false,
      reason: { rule: 'reason-is-given' },
    })
  })

  it('has an end: so many versions, and so many characters', () => {
    const scene = new ExtractionScene().begins('Copy', 'tiny-form')
    scene.does(dana, scene.publish('copy', '')).builds(QUESTION, 'copy')
    const [own] = scene.view.ownForms
    const [version] = own?.versions ?? []
    if (!own || !version) throw new Error('nothing was published')
    const many = { ...own, versions: Array.from({ length: MAX_VERSIONS }, () => version) }
    const full = { ...scene.view, ownForms: [many] }
    expect(decide(full, dana, scene.publish('copy'), scene.context)).toMatchObject({
      ok: false,
      reason: { rule: 'room-for-forms' },
    })
    const help = 'word '.repeat(3_900)
    for (let at = 0; at < 30; at += 1)
      scene.builds(
        row('fields', `study~long${at}`, `z${at + 1}`, { section: 'study', label: `Long ${at}`, type: 'text', help }),
        'copy',
      )
    expect(decide(scene.view, dana, scene.publish('copy'), scene.context)).toMatchObject({
      ok: false,
      reason: {
        rule: 'form-is-sound',
        details: { faults: [expect.stringContaining('longer than 500000 characters')] },
      },
    })
  })

  it('is published as it was seen', () => {
    const scene = new ExtractionScene().begins('Copy', 'tiny-form')
    const seen = scene.publish('copy', '')
    scene.builds(QUESTION, 'copy')
    expect(decide(scene.view, dana, seen, scene.context)).toMatchObject({
      ok: false,
      reason: { rule: 'content-moved' },
    })
  })

  it('is not published while two people have set something at once', () => {
    const scene = new ExtractionScene().begins('Copy', 'tiny-form')
    scene.builds({ 'title/candidate/bob': reported('Another title') }, 'copy')
    expect(decide(scene.view, dana, scene.publish('copy', ''), scene.context)).toMatchObject({
      ok: false,
      reason: { rule: 'no-open-candidates' },
    })
  })
})
