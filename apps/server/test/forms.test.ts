/** Forms that a review builds itself, over a real store: begun, written live, published, adopted by the rounds that are open. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashOf } from '@tandem/documents'
import {
  askedFrom,
  currentAssessment,
  documentOf,
  ownFormOf,
  placeOf,
  planOf,
  STUDY_STRUCTURE,
  type AskedStage,
  type DocumentId,
  type ExtractionForm,
  type PersonId,
} from '@tandem/rules'
import { EXTRACTED, QUESTION, reported, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import { alice, bob, carol, dana, extractingReview, firstStudy, House, reviewId } from '../src/testing/house.ts'

let house: House
beforeEach(async () => {
  house = await House.open(extractingReview())
  // A review of the time before stages were kept begins with one.
  const plan = askedFrom(planOf((await house.view()).review))
  const stages: readonly AskedStage[] = [
    { instrument: STUDY_STRUCTURE.id, mode: 'joint', reviewers: 2 },
    { instrument: tinyForm.id, mode: 'independent', reviewers: 2 },
  ]
  await house.does(dana, { type: 'plan', plan: { ...plan, stages }, reason: 'Results are extracted, too.' })
})
afterEach(() => house.close())

const builtIn = async (form = tinyForm.id): Promise<DocumentId> => {
  const own = ownFormOf(await house.view(), form)
  if (!own) throw new Error(`${form} is not built here`)
  return own.document
}

async function publish(form = tinyForm.id, by: PersonId = dana) {
  const contentHash = hashOf(await house.stored(await builtIn(form)))
  return house.asks(by, { type: 'publish-form', form, contentHash, reason: 'A question was missing.' })
}

/** With another question than the form had. */
async function nextVersion(): Promise<void> {
  await house.does(alice, { type: 'adapt-form', form: tinyForm.id })
  const client = await house.client(alice, await builtIn()).connect()
  await house.quiet()
  for (const [key, value] of Object.entries(QUESTION)) client.set(key, value)
  client.set('fields/study~aim/order', null)
  await house.quiet()
  client.cut()
  expect(await publish()).toEqual({ ok: true })
}

async function extraction() {
  const assessment = currentAssessment(await house.view(), firstStudy, tinyForm.id)
  if (!assessment) throw new Error('unassigned')
  return assessment
}

async function draftOf(person: PersonId): Promise<DocumentId> {
  const draft = (await extraction()).slots.find(({ reviewer }) => reviewer === person)?.draft
  if (!draft) throw new Error('no draft')
  return draft
}

/** The structure of the first study is agreed, and Alice and Bob extract it. */
async function extracting(): Promise<void> {
  await house.assign()
  const { joint, id } = await house.assessment()
  const client = await house.client(alice, joint!.document).connect()
  for (const [key, value] of Object.entries(STRUCTURE)) client.set(key, value)
  await house.quiet()
  await house.does(alice, { type: 'submit', assessment: id, contentHash: hashOf(await house.stored(joint!.document)) })
  await house.does(dana, {
    type: 'assign',
    study: firstStudy,
    form: tinyForm.id,
    reviewers: [alice, bob],
    reason: null,
  })
}

describe('a form under construction', () => {
  it('begins as what it is a copy of, and is written live by several people', async () => {
    await house.does(alice, { type: 'begin-form', title: 'Pilot', from: tinyForm.id })
    const pilot = await builtIn('pilot')
    expect(await house.stored(pilot)).toEqual(documentOf({ ...tinyForm, title: 'Pilot', shortTitle: 'Pilot' }))
    const [a, b] = [await house.client(alice, pilot).connect(), await house.client(bob, pilot).connect()]
    await house.quiet()
    a.set('title', reported('Pilot form'))
    b.set('short-title', reported('Trial run'))
    await house.quiet()
    const { fields } = await house.stored(pilot)
    expect([fields['title'], fields['short-title']]).toEqual([reported('Pilot form'), reported('Trial run')])
    for (const client of [a, b]) expect(client.plain()).toEqual(await house.stored(pilot))
  })

  it('begins empty where it is a copy of nothing', async () => {
    await house.does(alice, { type: 'begin-form', title: 'Pilot', from: null })
    expect((await house.stored(await builtIn('pilot'))).fields).toEqual({
      title: reported('Pilot'),
      'short-title': reported('Pilot'),
    })
  })

  it('is read by every member, and written by those alone who build forms', async () => {
    await house.does(alice, { type: 'begin-form', title: 'Pilot', from: null })
    const pilot = await builtIn('pilot')
    const watching = await house.client(carol, pilot).connect()
    await house.quiet()
    watching.set('title', reported('Mine'))
    await house.quiet()
    expect(watching.nack?.rule).toBe('document-is-writable')
    const stranger = await house.client('mallory' as PersonId, pilot).connect()
    await house.quiet()
    expect(stranger.closed?.code).toBe(4404)
    expect((await house.stored(pilot)).fields['title']).toEqual(reported('Pilot'))
  })

  it('takes no key that no form has, and none of an extraction', async () => {
    await house.does(alice, { type: 'begin-form', title: 'Pilot', from: null })
    const pilot = await builtIn('pilot')
    for (const key of ['design', 'fields/a~b/colour', 'title/note', 'title/source']) {
      const client = await house.client(alice, pilot).connect()
      await house.quiet()
      client.set(key, reported('x'))
      await house.quiet()
      expect(client.nack?.rule).toBe('field-exists')
    }
    expect(Object.keys((await house.stored(pilot)).fields).sort()).toEqual(['short-title', 'title'])
  })

  it('is there again after a crash, with its versions', async () => {
    await nextVersion()
    const before = await house.view()
    const content = await house.stored(await builtIn())
    await house.crash()
    const after = await house.view()
    expect(after.ownForms).toEqual(before.ownForms)
    expect(after.forms).toEqual(before.forms)
    expect(await house.stored(await builtIn())).toEqual(content)
  })
})

describe('a version that is published', () => {
  it('is what somebody saw: what has moved since is looked at again', async () => {
    await house.does(alice, { type: 'adapt-form', form: tinyForm.id })
    const contentHash = hashOf(await house.stored(await builtIn()))
    const client = await house.client(bob, await builtIn()).connect()
    client.set('title', reported('Another title'))
    await house.quiet()
    const before = await house.view()
    const answer = await house.asks(dana, { type: 'publish-form', form: tinyForm.id, contentHash, reason: 'Why not.' })
    expect(answer).toMatchObject({ ok: false, denial: { rule: 'content-moved' } })
    expect(await house.view()).toBe(before)
  })

  it('is taken on by a blind draft that is open, with what stands in it and what is being typed', async () => {
    await extracting()
    const client = await house.client(alice, await draftOf(alice)).connect()
    for (const [key, value] of Object.entries(EXTRACTED)) client.set(key, value)
    await house.quiet()
    // Typed while the connection is down, and into a question that the next version no longer asks.
    client.cut()
    client.set('aim', reported('To find out'))
    client.set('allocation', reported('By lot'))
    await nextVersion()
    expect((await extraction()).form.version).toBe(2)
    await client.connect()
    await house.quiet()
    expect(client.nack).toBeNull()
    client.set('funding', reported('The region'))
    await house.quiet()
    const stored = await house.stored(await draftOf(alice))
    const typed = { aim: reported('To find out'), allocation: reported('By lot'), funding: reported('The region') }
    expect(stored.fields).toEqual({ ...EXTRACTED, ...typed })
    const form = (await house.view()).forms[(await extraction()).form.hash] as ExtractionForm
    expect(placeOf(form, 'aim')?.field.retired).toBe(true)
  })

  it('marks what was answered to another wording, until somebody has looked again', async () => {
    await extracting()
    const client = await house.client(alice, await draftOf(alice)).connect()
    for (const [key, value] of Object.entries(EXTRACTED)) client.set(key, value)
    await house.quiet()
    await house.does(alice, { type: 'adapt-form', form: tinyForm.id })
    const builder = await house.client(alice, await builtIn()).connect()
    await house.quiet()
    builder.set('fields/study~design/label', reported('Design, as it was carried out'))
    await house.quiet()
    expect(await publish()).toEqual({ ok: true })
    const stored = await house.stored(await draftOf(alice))
    expect(stored.fields).toEqual({ ...EXTRACTED, 'design/reworded': 2 })
    // Who has answered nothing has nothing to look at again.
    expect((await house.stored(await draftOf(bob))).fields).toEqual({})
    const again = await house.client(alice, await draftOf(alice), { doc: client.doc }).connect()
    await house.quiet()
    again.set('design/reworded', null)
    await house.quiet()
    expect((await house.stored(await draftOf(alice))).fields).toEqual(EXTRACTED)
    // Who undoes that brings the mark back, and only a version can be one.
    again.set('design/reworded', 2)
    await house.quiet()
    expect((await house.stored(await draftOf(alice))).fields).toEqual({ ...EXTRACTED, 'design/reworded': 2 })
    again.set('design/reworded', 'soon')
    await house.quiet()
    expect(again.nack?.rule).toBe('value-fits-field')
  })

  it('counts anew how far somebody is, and nobody is told a later time for it', async () => {
    await extracting()
    const client = await house.client(alice, await draftOf(alice)).connect()
    for (const [key, value] of Object.entries(EXTRACTED)) client.set(key, value)
    client.set('aim', reported('To find out'))
    await house.quiet()
    const before = (await house.store.summariesOf(reviewId)).find(({ owner }) => owner === alice)
    await house.pass(600_000)
    await nextVersion()
    const after = (await house.store.summariesOf(reviewId)).find(({ owner }) => owner === alice)
    expect(after).toEqual({ ...before, answered: (before?.answered ?? 0) - 1 })
    expect(
      (await house.core.reviews.open(reviewId))?.progressFor(alice).find((one) => one.reviewer === alice)?.answered,
    ).toBe(after?.answered)
  })

  it('reaches whoever has the draft open: the connection ends, and the next one is judged by it', async () => {
    await extracting()
    const client = await house.client(alice, await draftOf(alice)).connect()
    await house.quiet()
    client.set('funding', reported('Too early'))
    await house.quiet()
    expect(client.nack?.rule).toBe('field-exists')
    const open = await house.client(bob, await draftOf(bob)).connect()
    await house.quiet()
    await nextVersion()
    expect(open.closed).toMatchObject({ reason: 'form' })
    const again = await house.client(bob, await draftOf(bob)).connect()
    again.set('funding', reported('The region'))
    await house.quiet()
    expect(again.nack).toBeNull()
    expect((await house.stored(await draftOf(bob))).fields['funding']).toEqual(reported('The region'))
  })

  it('leaves a round alone in which somebody has submitted', async () => {
    await extracting()
    const client = await house.client(alice, await draftOf(alice)).connect()
    for (const [key, value] of Object.entries(EXTRACTED)) client.set(key, value)
    await house.quiet()
    const { id } = await extraction()
    const contentHash = hashOf(await house.stored(await draftOf(alice)))
    await house.does(alice, { type: 'submit', assessment: id, contentHash })
    await nextVersion()
    expect((await extraction()).form.version).toBe(1)
    const other = await house.client(bob, await draftOf(bob)).connect()
    other.set('funding', reported('The region'))
    await house.quiet()
    expect(other.nack?.rule).toBe('field-exists')
  })

  it('is taken on by what is opened again, with the marks of what was reworded', async () => {
    await extracting()
    for (const person of [alice, bob]) {
      const client = await house.client(person, await draftOf(person)).connect()
      for (const [key, value] of Object.entries(EXTRACTED)) client.set(key, value)
      await house.quiet()
      const contentHash = hashOf(await house.stored(await draftOf(person)))
      await house.does(person, { type: 'submit', assessment: (await extraction()).id, contentHash })
    }
    expect((await extraction()).state).toBe('agreed')
    await house.does(alice, { type: 'adapt-form', form: tinyForm.id })
    const builder = await house.client(alice, await builtIn()).connect()
    await house.quiet()
    builder.set('fields/study~design/label', reported('Design, as it was carried out'))
    for (const [key, value] of Object.entries(QUESTION)) builder.set(key, value)
    await house.quiet()
    expect(await publish()).toEqual({ ok: true })
    await house.does(dana, { type: 'reopen', assessment: (await extraction()).id, reason: 'A question was added.' })
    const { form, revealed, consensus } = await extraction()
    expect([form.version, revealed?.form?.version]).toEqual([2, 1])
    const content = await house.stored(consensus!.document)
    expect(content.fields['design/reworded']).toBe(2)
    const client = await house.client(alice, consensus!.document).connect()
    await house.quiet()
    client.set('design/reworded', null)
    client.set('funding', reported('The region'))
    await house.quiet()
    expect(client.nack).toBeNull()
    expect((await house.stored(consensus!.document)).fields['funding']).toEqual(reported('The region'))
  })

  it('comes to those who watch with its definition', async () => {
    const { messages } = await house.watch(carol)
    await nextVersion()
    const events = messages.flatMap((message) => (message.type === 'event' ? [message.event] : []))
    expect(events.map(({ type }) => type)).toEqual([
      'protocol-amended',
      'form-begun',
      'form-published',
      'protocol-amended',
    ])
    const published = events.find((event) => event.type === 'form-published')
    expect(published?.type === 'form-published' && published.definition.version).toBe(2)
  })

  it('is published by the lead alone', async () => {
    await house.does(alice, { type: 'adapt-form', form: tinyForm.id })
    expect(await publish(tinyForm.id, alice)).toMatchObject({ ok: false, denial: { rule: 'lead-only' } })
  })
})
