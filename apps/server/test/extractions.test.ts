/** What was extracted, as each person may see it, over the demo: settled, in conflict, blind and not begun. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { currentAssessment, type DocumentId, type PersonId, type ReviewView } from '@tandem/rules'
import { DEMO_REVIEW, seedDemo } from '../src/demo/seed.ts'
import { House } from '../src/testing/house.ts'

const FORM = 'return-to-work'
const [alice, bob, carol, dana, stranger] = ['alice', 'bob', 'carol', 'dana', 'mallory'] as unknown as readonly [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
  PersonId,
]

let house: House
let view: ReviewView
beforeEach(async () => {
  house = await House.openEmpty()
  let ids = 0
  await house.during(
    seedDemo({ store: house.store, core: house.core, newId: () => `seed-${(ids += 1)}`.padEnd(20, '-') }),
  )
  view = (await house.core.reviews.open(DEMO_REVIEW))!.view
})
afterEach(() => house.close())

const studyBy = (key: string) => view.studies.find((study) => study.key === key)!
const assessmentOf = (key: string, form = FORM) => currentAssessment(view, studyBy(key).id, form)!
const draftOf = (key: string, reviewer: PersonId): DocumentId =>
  assessmentOf(key).slots.find((slot) => slot.reviewer === reviewer)!.draft!

async function seenBy(person: PersonId, form = FORM) {
  const studies = await house.core.reviews.extractions(DEMO_REVIEW, person, form)
  return studies?.map(({ study, drafts, shared }) => [
    view.studies.find(({ id }) => id === study)?.key,
    drafts.length,
    shared?.isSettled ?? null,
  ])
}

describe('what was extracted', () => {
  it('is shown from the reveal on, to whoever may read it, and nothing of a blind draft before', async () => {
    const revealed = [
      ['burke-1994', 2, true],
      ['cui-2023', 2, true],
      ['porteau-cassard-1999', 2, true],
      ['poulain-2010', 2, false],
    ]
    for (const person of [alice, bob, carol]) expect(await seenBy(person)).toEqual(revealed)
  })

  it('holds no word of a blind draft in any answer', async () => {
    const answers = await Promise.all(
      [alice, bob, carol].map((person) => house.core.reviews.extractions(DEMO_REVIEW, person, FORM)),
    )
    expect(JSON.stringify(answers)).toContain('Disabling spinal disorders')
    expect(JSON.stringify(answers)).not.toContain('On sick leave or unemployed')
  })

  it('is nothing to strangers, and where there is no such stage or only ratings', async () => {
    expect(await seenBy(stranger)).toBeUndefined()
    expect(await seenBy(alice, 'nothing')).toBeUndefined()
    expect(await seenBy(alice, 'downs-and-black-modified')).toBeUndefined()
  })

  it('shows what is written together as soon as it is written', async () => {
    const structures = await seenBy(carol, 'study-structure')
    expect(structures?.map(([, drafts, isSettled]) => [drafts, isSettled])).toEqual(Array(5).fill([0, true]))
  })
})

describe('what new SDs are compared with', () => {
  const sdsFor = (person: PersonId, form = FORM) => house.core.reviews.settledSds(DEMO_REVIEW, person, form)

  it('is of settled studies alone, of those that this person may read', async () => {
    const studies = ['burke-1994', 'cui-2023', 'porteau-cassard-1999'].map((key) => studyBy(key).id)
    for (const person of [alice, bob, carol]) {
      const told = (await sdsFor(person)) ?? []
      expect(told.map(({ study }) => study)).toEqual(studies)
      expect(told.find(({ study }) => study === studyBy('cui-2023').id)?.sds).toEqual({ impairment: [19.6, 20.8] })
    }
  })

  it('is nothing of a study that is open again, and nothing without its structure', async () => {
    const reopen = async (key: string, form: string): Promise<void> => {
      const command = { type: 'reopen', assessment: assessmentOf(key, form).id, reason: 'To look again.' } as const
      const answer = house.core.reviews.command(DEMO_REVIEW, dana, { id: `reopen ${key} ${form}`, command })
      expect(await house.during(answer)).toEqual({ ok: true })
    }
    await reopen('cui-2023', FORM)
    await reopen('burke-1994', 'study-structure')
    expect((await sdsFor(alice))?.map(({ study }) => study)).toEqual([studyBy('porteau-cassard-1999').id])
  })

  it('is nothing to strangers, and where there is no such stage or only ratings', async () => {
    expect(await sdsFor(stranger)).toBeNull()
    expect(await sdsFor(alice, 'nothing')).toBeNull()
    expect(await sdsFor(alice, 'downs-and-black-modified')).toBeNull()
  })
})

describe('the history of a question', () => {
  const history = (person: PersonId, document: DocumentId, item: string) =>
    house.core.reviews.itemHistory(DEMO_REVIEW, person, document, item)

  it('says who set which value, and that the server filled in what all agreed on', async () => {
    const { consensus } = assessmentOf('burke-1994')
    const changes = await history(alice, consensus!.document, 'design')
    expect(changes?.map(({ by, key }) => [by, key])).toEqual([
      ['system', 'design'],
      ['system', 'design/source'],
    ])
    const settled = await history(carol, consensus!.document, 'results/work~y1~comparison/events')
    expect(settled).toMatchObject([{ by: 'bob', value: { status: 'reported', value: 24 } }])
  })

  it('of a blind draft is its reviewer’s alone', async () => {
    const draft = draftOf('tavares-figueiredo-2016', alice)
    expect(await history(alice, draft, 'design')).toMatchObject([{ by: 'alice' }])
    for (const person of [bob, carol, stranger]) expect(await history(person, draft, 'design')).toBeNull()
  })

  it('of a revealed draft is for whoever may read it', async () => {
    const draft = draftOf('poulain-2010', bob)
    expect(await history(alice, draft, 'recruited-to')).toMatchObject([{ by: 'bob', value: { value: '2004' } }])
    expect(await history(stranger, draft, 'recruited-to')).toBeNull()
  })

  it('of a document of another review is nothing', async () => {
    expect(await history(alice, 'nothing' as DocumentId, 'design')).toBeNull()
  })
})

describe('the history of a document', () => {
  const moments = (person: PersonId, document: DocumentId) =>
    house.core.reviews.documentHistory(DEMO_REVIEW, person, document)

  it('gives the document as it is once all of it is told', async () => {
    const { consensus } = assessmentOf('burke-1994')
    const told = await moments(carol, consensus!.document)
    expect(told?.[0]?.by).toBe('system')
    const fields: Record<string, unknown> = {}
    for (const { part, key, value } of (told ?? []).flatMap(({ changes }) => changes))
      if (part === 'field') fields[key] = value
    const studies = await house.core.reviews.extractions(DEMO_REVIEW, carol, FORM)
    const shared = studies?.find(({ study }) => study === studyBy('burke-1994').id)?.shared
    expect(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))).toEqual(
      shared?.content.fields,
    )
  })

  it('of a blind draft is its reviewer’s alone, and of a revealed one for whoever may read it', async () => {
    const blind = draftOf('tavares-figueiredo-2016', alice)
    expect((await moments(alice, blind))?.map(({ by }) => by)).toContain('alice')
    for (const person of [bob, carol, stranger]) expect(await moments(person, blind)).toBeNull()
    const revealed = draftOf('poulain-2010', bob)
    expect((await moments(alice, revealed))?.length).toBeGreaterThan(0)
    expect(await moments(stranger, revealed)).toBeNull()
    expect(await moments(alice, 'nothing' as DocumentId)).toBeNull()
  })
})
