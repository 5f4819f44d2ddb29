/** A review of one's own, from its founding to its first settled study, through the whole core: real rooms, real SQLite. */
import { hashOf, noteText } from '@tandem/documents'
import {
  currentAssessment,
  firstStage,
  instrumentById,
  itemContent,
  itemsOf,
  memberOf,
  noteKey,
  type AskedPlan,
  type AskedStage,
  type Command,
  type DocumentId,
  type Instant,
  type Instrument,
  type InvitationId,
  type Mode,
  type PersonId,
  type ReviewId,
  type Role,
  type StudyId,
} from '@tandem/rules'
import { alice, bob, dana, erin } from '@tandem/rules/testing'
import { CLOSE, type CommandAnswer, type LiveMessage } from '@tandem/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { House } from '../src/testing/house.ts'

const FORM = 'downs-and-black-modified'

const PLAN: AskedPlan = {
  title: 'Work after injury',
  shortTitle: 'Work after injury',
  reference: '',
  registration: null,
  question: { population: 'Adults', intervention: 'Training', comparator: '', outcomes: 'Work' },
  stages: [{ instrument: FORM, mode: 'independent', reviewers: 2 }],
  switchedOff: [],
}

const inStages = (change: Partial<AskedStage>): Pick<AskedPlan, 'stages'> => ({
  stages: PLAN.stages.map((stage) => ({ ...stage, ...change })),
})

describe('a review that somebody makes', () => {
  let house: House
  let review: ReviewId
  let count = 0

  beforeEach(async () => {
    house = await House.openEmpty()
    for (const id of [alice, bob, dana, erin]) {
      await house.store.createAccount({ id, name: nameOf(id), hue: 1, demo: false })
    }
    review = await make(PLAN)
  })

  afterEach(() => house.close())

  const nameOf = (id: PersonId): string => id.slice(0, 1).toUpperCase() + id.slice(1)
  const make = async (plan: AskedPlan): Promise<ReviewId> => {
    const founded = await house.core.reviews.found({ person: dana, name: 'Dana', hue: 4, isReviewer: false }, plan)
    if (!founded.ok) throw new Error(founded.reason.rule)
    return founded.value
  }
  const ask = async (person: PersonId, command: Command): Promise<CommandAnswer | null> =>
    house.during(house.core.reviews.command(review, person, { id: `command-${(count += 1)}`.padEnd(16, '-'), command }))
  const does = async (person: PersonId, command: Command): Promise<void> => {
    const answer = await ask(person, command)
    if (!answer?.ok) throw new Error(`${command.type}: ${answer?.denial.rule ?? 'not found'}`)
  }
  const invite = async (person: PersonId, roles: readonly Role[], until = 3_600_000): Promise<CommandAnswer | null> => {
    const invitation = `invitation-${(count += 1)}` as InvitationId
    const expiresAt = new Date(house.clock() + until).toISOString() as Instant
    const { reviews } = house.core
    await house.during(reviews.atTheDoor(review, dana, { type: 'invite', invitation, roles, expiresAt }))
    const join = { type: 'join', invitation, name: nameOf(person), hue: 1 } as const
    return house.during(reviews.atTheDoor(review, person, join))
  }
  const view = async () => {
    const open = await house.core.reviews.open(review)
    if (!open) throw new Error('no review')
    return open.view
  }
  const addStudy = async (title = 'Treadmill walking'): Promise<StudyId> => {
    const citation = {
      authors: ['Burke, Sean'],
      truncatedAuthors: false,
      title,
      journal: 'Work',
      year: 2011,
      volume: '',
      issue: '',
      pages: '',
      doi: null,
      pmid: null,
    }
    await does(dana, { type: 'add-studies', studies: [{ label: '', design: 'cohort', citation }] })
    return (await view()).studies.at(-1)?.id as StudyId
  }
  const assessmentOf = async (study: StudyId, form: string = FORM) => {
    const assessment = currentAssessment(await view(), study, form)
    if (!assessment) throw new Error('unassigned')
    return assessment
  }
  const client = async (person: PersonId, document: DocumentId) => {
    const made = house.client(person, document)
    await house.during(made.connect())
    await house.quiet()
    return made
  }
  const completes = async (person: PersonId, document: DocumentId) => {
    const made = await client(person, document)
    for (const item of itemsOf(instrumentById(FORM) as Instrument)) made.set(item.id, item.options[0]?.id ?? '')
    await house.quiet()
    return made
  }
  /** Alice and Bob are reviewers, the protocol is frozen, one study is assigned to them. */
  const begun = async (mode: Mode = 'independent'): Promise<StudyId> => {
    if (mode !== 'independent')
      review = await make({ ...PLAN, ...inStages({ mode }), switchedOff: ['two-independent-raters'] })
    await invite(alice, ['reviewer'])
    await invite(bob, ['reviewer'])
    const study = await addStudy()
    await does(dana, { type: 'freeze-protocol' })
    await does(dana, { type: 'assign', study, form: FORM, reviewers: [alice, bob], reason: null })
    return study
  }

  it('is there after a crash, with its lead, its plan and its instrument', async () => {
    await house.crash()
    const { people, review: made, forms } = await view()
    expect(people).toMatchObject([{ id: dana, name: 'Dana', roles: ['lead', 'adjudicator'] }])
    expect(made).toMatchObject({ title: 'Work after injury', question: { population: 'Adults' } })
    expect(forms[firstStage(made).form.hash]?.id).toBe(FORM)
    expect((await house.core.reviews.list(dana)).reviews).toHaveLength(1)
    expect(await house.store.verifyChain(review)).toBeNull()
  })

  it('is nobody else’s', async () => {
    expect((await house.core.reviews.list(alice)).reviews).toEqual([])
    expect(await house.core.reviews.read(review, alice)).toBeNull()
    expect(await house.core.reviews.log(review, alice)).toBeNull()
    expect(await ask(alice, { type: 'leave', reason: '' })).toBeNull()
  })

  it('is joined by invitation, once and in time, and then read', async () => {
    expect(await invite(alice, ['reviewer'])).toEqual({ ok: true })
    expect((await house.core.reviews.read(review, alice))?.me).toMatchObject({ name: 'Alice', roles: ['reviewer'] })
    expect(await invite(alice, ['lead'])).toMatchObject({ ok: false, denial: { rule: 'not-yet-member' } })
    expect(await invite(bob, ['reviewer'], 0)).toMatchObject({ ok: false, denial: { rule: 'invitation-holds' } })
    expect((await house.core.reviews.list(bob)).reviews).toEqual([])
  })

  it('cannot be joined by asking for it, nor be made to invite by somebody who is no lead', async () => {
    const invitation = 'invitation-x' as InvitationId
    const { reviews } = house.core
    const joins = await house.during(reviews.atTheDoor(review, bob, { type: 'join', invitation, name: 'Bob', hue: 1 }))
    expect(joins).toMatchObject({ ok: false, denial: { rule: 'invitation-holds' } })
    await invite(alice, ['reviewer'])
    const expiresAt = new Date(house.clock() + 1_000).toISOString() as Instant
    const asked = { type: 'invite', invitation, roles: ['lead'], expiresAt } as const
    expect(await house.during(reviews.atTheDoor(review, alice, asked))).toMatchObject({ denial: { rule: 'lead-only' } })
    expect(await house.during(reviews.atTheDoor(review, erin, asked))).toBeNull()
    expect((await view()).invitations.map(({ roles }) => roles)).toEqual([['reviewer']])
  })

  it('holds the order of the method: no study is assigned before the protocol is frozen', async () => {
    await invite(alice, ['reviewer'])
    await invite(bob, ['reviewer'])
    const study = await addStudy()
    const assign = {
      type: 'assign',
      study,
      form: FORM,
      reviewers: [alice, bob],
      reason: null,
    } as const
    expect(await ask(dana, assign)).toMatchObject({ ok: false, denial: { rule: 'protocol-is-frozen' } })
    await does(dana, { type: 'freeze-protocol' })
    await does(dana, assign)
    expect((await assessmentOf(study)).slots).toHaveLength(2)
  })

  it('takes another instrument while it is planned, with its definition', async () => {
    await does(dana, { type: 'plan', plan: { ...PLAN, ...inStages({ instrument: 'downs-and-black' }) }, reason: null })
    const definition = async () => {
      const { forms, review: made } = await view()
      return forms[firstStage(made).form.hash]?.id
    }
    expect(await definition()).toBe('downs-and-black')
    await house.crash()
    expect(await definition()).toBe('downs-and-black')
  })

  it('gets a second stage by an amendment: its documents know their instrument at once', async () => {
    const study = await begun()
    const [first] = PLAN.stages
    const second = { instrument: 'downs-and-black', mode: 'joint', reviewers: 1 } as const
    const plan = { ...PLAN, stages: [first!, second], switchedOff: ['two-independent-raters'] as const }
    await does(dana, { type: 'plan', plan, reason: 'The journal asks for the original scale too.' })
    await does(dana, { type: 'assign', study, form: second.instrument, reviewers: [alice], reason: null })
    const { joint, form } = await assessmentOf(study, second.instrument)
    expect(form.id).toBe('downs-and-black')
    expect((await house.core.reviews.read(review, alice))?.view.forms[form.hash]?.id).toBe('downs-and-black')
    // The original gives power five points, the modified one a single point: only the former has this answer.
    const made = await client(alice, joint?.document as DocumentId)
    made.set('db-27', 'size-5')
    await house.quiet()
    expect(made.closed).toBeNull()
    expect((await assessmentOf(study)).state).toBe('pending')
  })

  it('closes every door at once behind somebody who is removed: document, feed, and all that HTTP gives', async () => {
    const study = await begun()
    const { slots } = await assessmentOf(study)
    const bobs = await client(bob, slots[1]?.draft as DocumentId)
    const closed: number[] = []
    const messages: LiveMessage[] = []
    const port = { send: (message: LiveMessage) => messages.push(message), close: (code: number) => closed.push(code) }
    await house.during(house.core.watch(review, bob, '0', port))
    const heard = messages.length
    await does(dana, { type: 'remove-member', person: bob, reason: 'Bob has changed posts.' })
    await house.quiet()
    expect(bobs.closed?.code).toBe(CLOSE.rightLost)
    expect(closed).toEqual([CLOSE.notFound])
    expect(messages).toHaveLength(heard)
    expect(await house.core.reviews.read(review, bob)).toBeNull()
    expect((await house.core.reviews.list(bob)).reviews).toEqual([])
    expect(memberOf(await view(), bob)).toBeUndefined()
  })

  it('tells everybody who watches what people are called now', async () => {
    await invite(alice, ['reviewer'])
    const messages: LiveMessage[] = []
    const port = { send: (message: LiveMessage) => messages.push(message), close: () => {} }
    await house.during(house.core.watch(review, dana, '0', port))
    await house.core.reviews.rename(alice, 'Alice Roy')
    expect(messages.at(-1)).toMatchObject({ type: 'names', names: [{}, { person: alice, name: 'Alice Roy' }] })
    expect(memberOf((await house.core.reviews.read(review, dana))?.view as never, alice)?.name).toBe('Alice Roy')
    await house.crash()
    expect(memberOf(await view(), alice)?.name).toBe('Alice Roy')
    expect(await house.store.verifyChain(review)).toBeNull()
  })

  describe('where a team writes together', () => {
    const jointOf = async (study: StudyId): Promise<DocumentId> =>
      (await assessmentOf(study)).joint?.document as DocumentId

    it('has one document: both see each other’s answers and words at once, strangers nothing', async () => {
      const study = await begun('joint')
      const document = await jointOf(study)
      const [alices, bobs] = [await client(alice, document), await client(bob, document)]
      alices.set('db-1', 'yes')
      await house.quiet()
      expect(bobs.plain().fields['db-1']).toBe('yes')
      noteText(bobs.doc, 'db-1').insert(0, 'page four')
      await house.quiet()
      expect(alices.plain().texts[noteKey('db-1')]).toBe('page four')
      const stranger = await client(erin, document)
      expect(stranger.closed?.code).toBe(CLOSE.notFound)
    })

    it('keeps the value that lost when two people answer at once', async () => {
      const study = await begun('joint')
      const document = await jointOf(study)
      const [alices, bobs] = [await client(alice, document), await client(bob, document)]
      alices.set('db-1', 'yes')
      bobs.set('db-1', 'no')
      await house.quiet()
      const candidates = Object.keys(alices.plain().fields).filter((key) => key.includes('/candidate/'))
      expect(candidates).toHaveLength(1)
    })

    it('is settled by one submission, and its document closes for writing', async () => {
      const study = await begun('joint')
      const document = await jointOf(study)
      const alices = await completes(alice, document)
      const { id } = await assessmentOf(study)
      await does(bob, { type: 'submit', assessment: id, contentHash: hashOf(alices.plain()) })
      await house.quiet()
      expect(await assessmentOf(study)).toMatchObject({ state: 'agreed', settlement: { how: 'joint' } })
      expect(alices.closed?.code).toBe(CLOSE.rightLost)
    })

    it('is opened again with what stood in it', async () => {
      const study = await begun('joint')
      const document = await jointOf(study)
      const alices = await completes(alice, document)
      const { id } = await assessmentOf(study)
      await does(bob, { type: 'submit', assessment: id, contentHash: hashOf(alices.plain()) })
      await does(dana, { type: 'reopen', assessment: id, reason: 'A table was overlooked.' })
      const again = await jointOf(study)
      expect(again).not.toBe(document)
      expect((await client(alice, again)).plain().fields).toEqual(alices.plain().fields)
      expect(await house.store.verifyChain(review)).toBeNull()
    })

    it('and another confirms, waits for every answer to be confirmed as it stands', async () => {
      const study = await begun('verified')
      const document = await jointOf(study)
      const alices = await completes(alice, document)
      const { id } = await assessmentOf(study)
      const submit = () => ask(alice, { type: 'submit', assessment: id, contentHash: hashOf(alices.plain()) })
      expect(await submit()).toMatchObject({ ok: false, denial: { rule: 'all-confirmed' } })
      const confirm = async (items: readonly string[]) => {
        const content = alices.plain()
        const confirmed = items.map((item) => ({ item, valueHash: hashOf(itemContent(content, item)) }))
        return ask(bob, { type: 'confirm', assessment: id, items: confirmed })
      }
      const all = Object.keys(alices.plain().fields)
      expect(await confirm(all)).toEqual({ ok: true })
      alices.set('db-1', 'no')
      await house.quiet()
      expect(await submit()).toMatchObject({ ok: false, denial: { details: { items: ['db-1'] } } })
      expect(await confirm(['db-1'])).toEqual({ ok: true })
      expect(await submit()).toEqual({ ok: true })
      expect((await assessmentOf(study)).settlement?.how).toBe('verified')
    })
  })
})
