/**
 * The test that every implementation of the store runs. It knows the contract only; what lies beneath, a `StorePlace`
 * reaches for it: damage done to the file by somebody else, and the moods of the disk.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NO_QUESTION } from '@tandem/rules'
import type {
  AssessmentId,
  DocumentId,
  Hash,
  Instant,
  Instrument,
  Person,
  PersonId,
  ReviewEvent,
  ReviewId,
  Study,
  StudyId,
} from '@tandem/rules'
import {
  StoreFailure,
  type Commit,
  type DocumentSummary,
  type LogEntry,
  type NewNotice,
  type NewReview,
  type NoticeId,
  type RefusedUpdate,
  type Store,
  type StoredDocument,
} from './contract.ts'
import { NOTICE_LIMITS } from '../limits.ts'

/** Somewhere a store can live, empty at first. */
export type StorePlace = {
  /** Opens what is there. One at a time. */
  open(): Promise<Store>
  /** From the next statement on. `broken`: a failed write or fsync. */
  setDisk(mood: 'well' | 'full' | 'read-only' | 'broken'): void
  readonly log: LogDoor
  /** What the quarantine holds, oldest first. */
  refused(): readonly { readonly person: PersonId; readonly size: number }[]
  /** At most this many refusals are kept: of one person, in all, bytes of each. */
  readonly quarantine: { readonly perPerson: number; readonly inAll: number; readonly bytesEach: number }
  remove(): Promise<void>
}

/** Changes rows of the log behind the store's back. */
export type LogDoor = {
  alterPayload(review: ReviewId, seq: number): void
  alterActor(review: ReviewId, seq: number, actor: PersonId): void
  remove(review: ReviewId, seq: number): void
  swap(review: ReviewId, a: number, b: number): void
  /** A row after the last one, with a link of its own making. */
  forge(review: ReviewId): void
  /** What an honest tool would try: plain statements, with the triggers in force. */
  tryToChange(review: ReviewId, seq: number): void
}

const alice = 'alice' as PersonId
const bob = 'bob' as PersonId
const carol = 'carol' as PersonId
const dana = 'dana' as PersonId
const review = 'review-1' as ReviewId
const otherReview = 'review-2' as ReviewId
const draft = 'draft-of-alice' as DocumentId
const shared = 'shared' as DocumentId
const assessment = 'assessment-1' as AssessmentId
const form = 'a'.repeat(64) as Hash
const noon = '2026-01-02T12:00:00.000Z' as Instant

export function describeStore(name: string, place: () => Promise<StorePlace>): void {
  describe(name, () => {
    let here: StorePlace
    let store: Store

    beforeEach(async () => {
      here = await place()
      store = await here.open()
      await store.createReview(newReview(review))
    })

    afterEach(async () => {
      await store.close()
      await here.remove()
    })

    async function reopen(): Promise<void> {
      await store.close()
      store = await here.open()
    }

    async function damaged(damage: (log: LogDoor) => void): Promise<void> {
      await store.close()
      damage(here.log)
      store = await here.open()
    }

    describe('a review', () => {
      it('comes back as it was created', async () => {
        await reopen()
        expect(await store.loadReview(review)).toEqual({ ...newReview(review), events: [] })
      })

      it('that does not exist is null', async () => {
        expect(await store.loadReview(otherReview)).toBeNull()
      })

      it('is listed for its members only', async () => {
        await store.createReview({ ...newReview(otherReview), people: [person(bob)] })
        expect((await store.reviewsOf(bob)).map((each) => each.id)).toEqual([review, otherReview])
        expect((await store.reviewsOf(alice)).map((each) => each.id)).toEqual([review])
        expect(await store.reviewsOf('mallory' as PersonId)).toEqual([])
      })

      it('is not created twice', async () => {
        await expect(store.createReview(newReview(review))).rejects.toThrow()
      })

      it('that fails half-way leaves nothing', async () => {
        const twice = { ...newReview(otherReview), people: [person(alice), person(alice)] }
        await expect(store.createReview(twice)).rejects.toThrow()
        expect(await store.loadReview(otherReview)).toBeNull()
        expect((await store.reviewsOf(alice)).map((each) => each.id)).toEqual([review])
      })
    })

    describe('a commit', () => {
      it('keeps documents, edits, events, owners, summaries and the command together', async () => {
        await store.commit([everything()])
        await reopen()
        expect(await store.document(draft)).toEqual(document(draft))
        expect(await store.loadDocument(draft)).toEqual({ checkpoint: null, tail: [bytes(1), bytes(2)] })
        const written = (await store.historyOf(draft)).map(({ actor, bytes: update }) => [actor, update])
        expect(written).toEqual([
          [alice, bytes(1)],
          [alice, bytes(2)],
        ])
        expect(await store.historyOf('nothing' as DocumentId)).toEqual([])
        expect((await store.loadReview(review))?.events).toEqual([signed(1)])
        expect(await store.clientOwners(draft)).toEqual(new Map([[7, alice]]))
        expect(await store.summariesOf(review)).toEqual([summary(draft, 3)])
        expect(await store.snapshot(review, 1)).toBe('frozen')
        expect(await store.commandAnswer(review, alice, 'command-1')).toEqual({
          id: 'command-1',
          person: alice,
          asked: 'a hash',
          answer: 'yes',
        })
      })

      it('whose last row cannot be written leaves nothing at all', async () => {
        await store.commit([{ ...empty(), command: { id: 'command-1', person: alice, asked: null, answer: 'no' } }])
        await expect(store.commit([everything()])).rejects.toThrow()
        await reopen()
        expect(await store.document(draft)).toBeNull()
        expect(await store.loadDocument(draft)).toEqual({ checkpoint: null, tail: [] })
        expect((await store.loadReview(review))?.events).toEqual([])
        expect(await store.clientOwners(draft)).toEqual(new Map())
        expect(await store.summariesOf(review)).toEqual([])
        expect(await store.snapshot(review, 1)).toBeNull()
        expect(await store.commandAnswer(review, alice, 'command-1')).toEqual({
          id: 'command-1',
          person: alice,
          asked: null,
          answer: 'no',
        })
        expect(await store.verifyChain(review)).toBeNull()
      })

      it('takes the others of its batch with it when it fails', async () => {
        await store.commit([withDocuments(draft)])
        const batch = [edits(draft, 1), { ...empty(), review: 'nowhere' as ReviewId, entries: [edit(draft, 2)] }]
        await expect(store.commit(batch)).rejects.toThrow()
        expect((await store.loadDocument(draft)).tail).toEqual([])
        expect(await store.verifyChain(review)).toBeNull()
      })

      it('after a failed one takes the number that the failed one did not use', async () => {
        await store.commit([withDocuments(draft)])
        await expect(store.commit([edits(draft, 1), edits('unknown' as DocumentId, 2)])).rejects.toThrow()
        await store.commit([edits(draft, 3)])
        await damaged((log) => log.alterPayload(review, 1))
        expect(await store.verifyChain(review)).toEqual({ seq: 1, why: 'altered' })
      })

      it('cannot write to a document of another review', async () => {
        await store.createReview(newReview(otherReview))
        await store.commit([withDocuments(draft)])
        const foreign = { ...edits(draft, 1), review: otherReview }
        await expect(store.commit([foreign])).rejects.toThrow()
        expect((await store.loadDocument(draft)).tail).toEqual([])
      })

      it('keeps the order of overlapping calls', async () => {
        await store.commit([withDocuments(draft)])
        const numbers = Array.from({ length: 50 }, (_, index) => index)
        await Promise.all(numbers.map((number) => store.commit([edits(draft, number)])))
        expect((await store.loadDocument(draft)).tail).toEqual(numbers.map((number) => bytes(number)))
        expect(await store.verifyChain(review)).toBeNull()
      })

      it('that fails does not disturb the calls around it', async () => {
        await store.commit([withDocuments(draft)])
        const outcomes = await Promise.allSettled([
          store.commit([edits(draft, 1)]),
          store.commit([edits('unknown' as DocumentId, 2)]),
          store.commit([edits(draft, 3)]),
        ])
        expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        expect((await store.loadDocument(draft)).tail).toEqual([bytes(1), bytes(3)])
      })

      it('keeps bytes and texts exactly, whatever they are', async () => {
        const odd = { ...signed(1), reason: 'Zoë, “quoted”, 漢字, 👩‍🔬, \u0000, \n' } as unknown as ReviewEvent
        const all = Uint8Array.from({ length: 256 }, (_, index) => index)
        const entries: LogEntry[] = [{ kind: 'event', event: odd }, { ...edit(draft, 0), bytes: all }, edit(draft)]
        await store.commit([{ ...withDocuments(draft), entries }])
        await reopen()
        expect((await store.loadReview(review))?.events).toEqual([odd])
        expect((await store.loadDocument(draft)).tail).toEqual([all, bytes()])
        expect(await store.verifyChain(review)).toBeNull()
      })

      it('is read as it is meant today where an earlier version wrote it', async () => {
        const { at, actor } = signed(1)
        const of = { id: 'instrument', version: 1, hash: form }
        const plan = { title: 'Plan', form: of, mode: 'joint', reviewersPerStudy: 3 }
        const logged = { type: 'planned', at, actor, plan } as unknown as ReviewEvent
        await store.commit([{ ...empty(), entries: [{ kind: 'event', event: logged }] }])
        await reopen()
        const stages = [{ form: of, mode: 'joint', reviewers: 3 }]
        expect((await store.loadReview(review))?.events).toEqual([{ ...logged, plan: { title: 'Plan', stages } }])
        expect(await store.verifyChain(review)).toBeNull()
      })

      it('does not register a document twice', async () => {
        await store.commit([withDocuments(draft)])
        await expect(store.commit([withDocuments(draft)])).rejects.toThrow()
      })

      it('does not register a document with a form that the review does not have', async () => {
        const strange = { ...document(draft), form: 'b'.repeat(64) as Hash }
        await expect(store.commit([{ ...empty(), documents: [strange] }])).rejects.toThrow()
      })
    })

    describe('a command', () => {
      const command = { id: 'command-1', person: alice, asked: 'a hash', answer: '{"ok":true}' }

      it('that was never carried out has no answer', async () => {
        expect(await store.commandAnswer(review, alice, 'command-1')).toBeNull()
      })

      it('is carried out once: the same id again is refused with all that came with it', async () => {
        await store.commit([{ ...empty(), entries: [event(1)], command }])
        await expect(store.commit([{ ...empty(), entries: [event(2)], command }])).rejects.toThrow()
        expect((await store.loadReview(review))?.events).toEqual([signed(1)])
      })

      it('may have the id of a command in another review', async () => {
        await store.createReview(newReview(otherReview))
        await store.commit([{ ...empty(), command }])
        await store.commit([{ ...empty(), review: otherReview, command: { ...command, answer: 'other' } }])
        expect((await store.commandAnswer(review, alice, command.id))?.answer).toBe(command.answer)
        expect((await store.commandAnswer(otherReview, alice, command.id))?.answer).toBe('other')
      })

      it('may have the id of somebody else’s command, and neither learns of the other', async () => {
        await store.commit([{ ...empty(), command }])
        expect(await store.commandAnswer(review, bob, command.id)).toBeNull()
        await store.commit([{ ...empty(), command: { ...command, person: bob, answer: 'other' } }])
        expect((await store.commandAnswer(review, alice, command.id))?.answer).toBe(command.answer)
        expect((await store.commandAnswer(review, bob, command.id))?.answer).toBe('other')
      })
    })

    describe('the chain', () => {
      /** Three commits, six entries of both kinds: seq 1 to 6. */
      async function sixEntries(): Promise<void> {
        await store.commit([{ ...withDocuments(draft, shared), entries: [edit(draft, 1), event(1)] }])
        await store.commit([
          { ...empty(), entries: [edit(shared, 2)] },
          { ...empty(), entries: [event(2)] },
        ])
        await store.commit([{ ...empty(), entries: [edit(draft, 3), edit(shared, 4)] }])
      }

      it('of an untouched review holds, also when it is empty and after the file was opened again', async () => {
        expect(await store.verifyChain(review)).toBeNull()
        await sixEntries()
        expect(await store.verifyChain(review)).toBeNull()
        await reopen()
        await store.commit([edits(draft, 9)])
        expect(await store.verifyChain(review)).toBeNull()
      })

      it('counts without gaps over edits and events of several commits', async () => {
        await sixEntries()
        for (const seq of [1, 2, 3, 4, 5, 6]) {
          await damaged((log) => log.alterActor(review, seq, bob))
          expect(await store.verifyChain(review)).toEqual({ seq, why: 'altered' })
          await damaged((log) => log.alterActor(review, seq, alice))
          expect(await store.verifyChain(review)).toBeNull()
        }
      })

      it('shows an altered payload at its seq', async () => {
        for (const seq of [6, 4, 3, 1]) {
          if (seq === 6) await sixEntries()
          await damaged((log) => log.alterPayload(review, seq))
          expect(await store.verifyChain(review)).toEqual({ seq, why: 'altered' })
        }
      })

      it('shows a removed row at its seq, the first and the last included', async () => {
        await sixEntries()
        for (const seq of [6, 3, 1]) {
          await damaged((log) => log.remove(review, seq))
          expect(await store.verifyChain(review)).toEqual({ seq, why: 'missing' })
        }
      })

      it('shows two rows that changed places', async () => {
        await sixEntries()
        await damaged((log) => log.swap(review, 3, 6))
        expect(await store.verifyChain(review)).toEqual({ seq: 3, why: 'altered' })
      })

      it('shows a row that was added at the end', async () => {
        await sixEntries()
        await damaged((log) => log.forge(review))
        expect(await store.verifyChain(review)).toEqual({ seq: 7, why: 'altered' })
      })

      it('of one review does not depend on another', async () => {
        await store.createReview(newReview(otherReview))
        await sixEntries()
        await store.commit([{ ...empty(), review: otherReview, entries: [event(1)] }])
        await damaged((log) => log.alterPayload(review, 2))
        expect(await store.verifyChain(otherReview)).toBeNull()
      })

      it('holds over more rows than are read at once', async () => {
        await store.commit([withDocuments(draft)])
        const many = Array.from({ length: 1_201 }, (_, index) => (index % 3 === 0 ? event(index) : edit(draft, index)))
        await store.commit([{ ...empty(), entries: many }])
        expect(await store.verifyChain(review)).toBeNull()
        await damaged((log) => log.alterPayload(review, 1_100))
        expect(await store.verifyChain(review)).toEqual({ seq: 1_100, why: 'altered' })
      })

      it('is judged as it stood at the call, while commits go on', async () => {
        await sixEntries()
        const verdict = store.verifyChain(review)
        await store.commit([edits(draft, 7)])
        expect(await verdict).toBeNull()
      })

      it('of an unknown review is an error, not a verdict', async () => {
        await expect(store.verifyChain(otherReview)).rejects.toThrow()
      })

      it('stands on rows that plain statements cannot change', async () => {
        await sixEntries()
        for (const seq of [1, 2]) expect(() => here.log.tryToChange(review, seq)).toThrow()
        expect(await store.verifyChain(review)).toBeNull()
      })
    })

    describe('a checkpoint', () => {
      beforeEach(() => store.commit([{ ...withDocuments(draft), entries: [1, 2, 3].map((each) => edit(draft, each)) }]))

      it('replaces the updates it covers and leaves the tail', async () => {
        await store.saveCheckpoint(draft, { upTo: 2, bytes: bytes(99) })
        await store.commit([edits(draft, 4)])
        await reopen()
        expect(await store.loadDocument(draft)).toEqual({
          checkpoint: { upTo: 2, bytes: bytes(99) },
          tail: [bytes(3), bytes(4)],
        })
      })

      it('never touches the log', async () => {
        await store.saveCheckpoint(draft, { upTo: 3, bytes: bytes(99) })
        expect(await store.verifyChain(review)).toBeNull()
        expect(await store.loadDocument(draft)).toEqual({ checkpoint: { upTo: 3, bytes: bytes(99) }, tail: [] })
      })

      it('gives way to one that covers more, not to one that covers less', async () => {
        await store.saveCheckpoint(draft, { upTo: 1, bytes: bytes(91) })
        await store.saveCheckpoint(draft, { upTo: 3, bytes: bytes(93) })
        await store.saveCheckpoint(draft, { upTo: 2, bytes: bytes(92) })
        expect((await store.loadDocument(draft)).checkpoint).toEqual({ upTo: 3, bytes: bytes(93) })
      })

      it('cannot cover updates that do not exist', async () => {
        await expect(store.saveCheckpoint(draft, { upTo: 4, bytes: bytes(99) })).rejects.toThrow()
        expect((await store.loadDocument(draft)).tail).toHaveLength(3)
      })

      it('that covers all updates leaves none, also after a commit that failed', async () => {
        await expect(store.commit([edits(draft, 4), edits('unknown' as DocumentId, 5)])).rejects.toThrow()
        await store.commit([edits(draft, 6)])
        await store.saveCheckpoint(draft, { upTo: 4, bytes: bytes(9) })
        expect((await store.loadDocument(draft)).tail).toEqual([])
      })

      it('counts each document by itself', async () => {
        await store.commit([{ ...withDocuments(shared), entries: [edit(shared, 5), edit(draft, 6), edit(shared, 7)] }])
        await store.saveCheckpoint(shared, { upTo: 1, bytes: bytes(99) })
        expect((await store.loadDocument(shared)).tail).toEqual([bytes(7)])
        expect((await store.loadDocument(draft)).tail).toEqual([bytes(1), bytes(2), bytes(3), bytes(6)])
      })
    })

    describe('a client id', () => {
      beforeEach(() => store.commit([{ ...withDocuments(draft, shared), owners: [owner(alice)] }]))

      it('keeps its owner in its document', async () => {
        await store.commit([{ ...empty(), owners: [owner(alice)] }])
        await expect(store.commit([{ ...empty(), owners: [owner(bob)] }])).rejects.toThrow()
        await reopen()
        expect(await store.clientOwners(draft)).toEqual(new Map([[7, alice]]))
      })

      it('may belong to somebody else in another document', async () => {
        const large = 2 ** 32 - 1
        const owners = [
          { document: shared, client: 7, owner: bob },
          { document: shared, client: large, owner: 'system' as const },
        ]
        await store.commit([{ ...empty(), owners }])
        expect(await store.clientOwners(shared)).toEqual(
          new Map<number, string>([
            [7, bob],
            [large, 'system'],
          ]),
        )
      })
    })

    describe('a document that is carried forward', () => {
      const carried = { document: document(draft), layout: 2, bytes: bytes(9), client: 1, at: noon }
      beforeEach(() => store.commit([withDocuments(draft, shared), edits(draft, 1)]))

      it('has the edit of the server and the later layout, and nothing else of it changes', async () => {
        await store.carryForward(carried)
        await reopen()
        expect(await store.document(draft)).toEqual({ ...document(draft), layout: 2 })
        expect((await store.loadDocument(draft)).tail).toEqual([bytes(1), bytes(9)])
        expect(await store.clientOwners(draft)).toEqual(new Map([[1, 'system']]))
        expect(await store.document(shared)).toEqual(document(shared))
        expect(await store.verifyChain(review)).toBeNull()
        await damaged((log) => log.alterActor(review, 2, alice))
        expect(await store.verifyChain(review)).toEqual({ seq: 2, why: 'altered' })
      })

      it('without a change of its content has the later layout only', async () => {
        await store.carryForward({ ...carried, bytes: null })
        await reopen()
        expect((await store.document(draft))?.layout).toBe(2)
        expect((await store.loadDocument(draft)).tail).toEqual([bytes(1)])
      })

      it('keeps the earlier layout where the edit cannot be written', async () => {
        here.setDisk('read-only')
        await expect(store.carryForward(carried)).rejects.toMatchObject({ name: 'StoreFailure' })
        here.setDisk('well')
        expect((await store.document(draft))?.layout).toBe(1)
        expect((await store.loadDocument(draft)).tail).toEqual([bytes(1)])
      })
    })

    describe('a summary', () => {
      it('is replaced by the latest one', async () => {
        await store.commit([{ ...withDocuments(draft), summaries: [summary(draft, 1)] }])
        await store.commit([
          { ...empty(), summaries: [summary(draft, 2)] },
          { ...empty(), summaries: [{ ...summary(draft, 3), answers: { '1': 'yes' }, openCandidates: 2 }] },
        ])
        await reopen()
        expect(await store.summariesOf(review)).toEqual([
          { ...summary(draft, 3), answers: { '1': 'yes' }, openCandidates: 2 },
        ])
      })

      it('of another review is not among them', async () => {
        await store.createReview(newReview(otherReview))
        await store.commit([{ ...withDocuments(draft), summaries: [summary(draft, 1)] }])
        expect(await store.summariesOf(otherReview)).toEqual([])
      })
    })

    describe('the quarantine', () => {
      it('keeps the newest refusals of a person, up to its limit', async () => {
        const { perPerson } = here.quarantine
        for (let size = 1; size <= perPerson + 2; size += 1) await store.quarantine(refusal(alice, size))
        expect(here.refused().map((each) => each.size)).toEqual(
          Array.from({ length: perPerson }, (_, index) => index + 3),
        )
      })

      it('does not let one person displace the refusals of another', async () => {
        const { perPerson } = here.quarantine
        await store.quarantine(refusal(bob, 1))
        for (let size = 1; size <= perPerson + 2; size += 1) await store.quarantine(refusal(alice, size))
        expect(here.refused().filter((each) => each.person === bob)).toHaveLength(1)
      })

      it('keeps no more than its limit in all, whoever they are', async () => {
        const { inAll } = here.quarantine
        for (let each = 0; each < inAll + 3; each += 1) await store.quarantine(refusal(`p${each}` as PersonId, 1))
        expect(here.refused()).toHaveLength(inAll)
        expect(here.refused()[0]?.person).toBe('p3')
      })

      it('keeps the beginning of an update that is too long', async () => {
        const { bytesEach } = here.quarantine
        await store.quarantine(refusal(alice, bytesEach))
        await store.quarantine(refusal(alice, bytesEach + 1))
        expect(here.refused().map((each) => each.size)).toEqual([bytesEach, bytesEach])
      })
    })

    describe('a snapshot', () => {
      const frozen = (text: string): Commit => ({ ...empty(), entries: [event(1)], snapshot: { number: 1, text } })

      it('comes back as it was committed', async () => {
        await store.commit([frozen('{"frozen":"état"}')])
        await reopen()
        expect(await store.snapshot(review, 1)).toBe('{"frozen":"état"}')
        expect(await store.snapshot(review, 2)).toBeNull()
        expect(await store.snapshot(otherReview, 1)).toBeNull()
      })

      it('is written once: its number again is refused with all that came with it', async () => {
        await store.commit([frozen('first')])
        await expect(store.commit([frozen('second')])).rejects.toThrow()
        expect(await store.snapshot(review, 1)).toBe('first')
        expect((await store.loadReview(review))?.events).toHaveLength(1)
      })
    })

    describe('a notice', () => {
      const tells = (...notices: readonly NewNotice[]): Commit => ({ ...empty(), notices })
      const idsFor = async (person: PersonId, most = 10): Promise<readonly string[]> =>
        (await store.noticesFor(person, most)).map(({ id }) => id)

      it('is there for its person, the newest first, as it was written', async () => {
        await store.commit([tells(notice('one', alice), notice('two', bob), notice('three', alice))])
        await reopen()
        expect(await idsFor(alice)).toEqual(['three', 'one'])
        expect(await idsFor(alice, 1)).toEqual(['three'])
        expect(await store.noticesFor(bob, 10)).toEqual([{ ...notice('two', bob), review, readAt: null }])
      })

      it('is written with the events that it tells of, or not at all', async () => {
        const broken = { ...tells(notice('one', alice)), documents: [document(draft), document(draft)] }
        await expect(store.commit([broken])).rejects.toThrow()
        expect(await idsFor(alice)).toEqual([])
        expect(await store.unreadOf(alice)).toBe(0)
      })

      it('is read once it is marked, by its own person only', async () => {
        await store.commit([tells(notice('one', alice), notice('two', alice), notice('three', bob))])
        await store.markRead(bob, ['one' as NoticeId], noon)
        expect(await store.unreadOf(alice)).toBe(2)
        await store.markRead(alice, ['one' as NoticeId], noon)
        expect(await store.unreadOf(alice)).toBe(1)
        expect((await store.noticesFor(alice, 10)).map(({ readAt }) => readAt)).toEqual([null, noon])
        await store.markRead(alice, null, noon)
        expect([await store.unreadOf(alice), await store.unreadOf(bob)]).toEqual([0, 1])
      })

      it('is not there for whoever has left the review', async () => {
        await store.commit([tells(notice('one', alice))])
        const left = { members: [{ person: alice, name: 'Alice', isMember: false }], forms: {} }
        await store.commit([{ ...empty(), beside: { ...left, review: newReview(review).review } }])
        expect(await idsFor(alice)).toEqual([])
        expect(await store.unreadOf(alice)).toBe(0)
      })

      it('makes room for newer ones of the same person, and of nobody else', async () => {
        await store.commit([tells(notice('of bob', bob))])
        const many = Array.from({ length: NOTICE_LIMITS.perPerson + 1 }, (_, number) => notice(`${number}`, alice))
        await store.commit([tells(...many)])
        const kept = await idsFor(alice, many.length)
        expect([kept.length, kept.at(-1)]).toEqual([NOTICE_LIMITS.perPerson, '1'])
        expect(await idsFor(bob)).toEqual(['of bob'])
      })
    })

    describe('somebody who joins', () => {
      const joined = (name?: string): ReviewEvent => ({
        at: noon,
        actor: dana,
        type: 'joined',
        person: dana,
        roles: ['reviewer'],
        hue: 4,
        invitation: null,
        ...(name === undefined ? {} : { name }),
      })
      const beside = (isMember: boolean, title = 'A review') => ({
        members: [{ person: dana, name: 'Dana', isMember }],
        forms: {},
        review: { ...newReview(review).review, title },
      })
      const joins = (): Commit => ({
        ...empty(),
        entries: [{ kind: 'event', event: joined('Dana') }],
        beside: beside(true),
      })

      it('is a member from the commit on, with the name, which no hashed row holds', async () => {
        expect(await store.reviewsOf(dana)).toEqual([])
        await store.commit([joins()])
        expect((await store.reviewsOf(dana)).map(({ id }) => id)).toEqual([review])
        expect((await store.loadReview(review))?.events).toEqual([joined('Dana')])
        expect(await store.verifyChain(review)).toBeNull()
        await store.renameMember(dana, 'Somebody')
        expect((await store.loadReview(review))?.events).toEqual([joined('Somebody')])
        // The chain does not know the name, so it can be taken away.
        expect(await store.verifyChain(review)).toBeNull()
      })

      it('has founded what begins with their joining it, also after leaving, and nothing that they joined later', async () => {
        const earlier = { kind: 'event', event: { ...joined(), actor: bob, person: bob } } as const
        await store.commit([{ ...joins(), entries: [earlier, ...joins().entries] }])
        expect(await store.foundedBy(dana)).toEqual([])
        const own = { ...newReview(otherReview), people: [], studies: [] }
        const first = { ...joins(), review: otherReview, beside: { ...beside(true), review: own.review } }
        await store.createReview(own, first)
        expect(await store.foundedBy(dana)).toEqual([joined('Dana').at])
        const leaving = { ...empty(), review: otherReview, beside: { ...beside(false), review: own.review } }
        await store.commit([leaving])
        expect(await store.foundedBy(dana)).toEqual([joined('Dana').at])
        expect(await store.foundedBy(alice)).toEqual([])
      })

      it('is none any more when the commit says so, and keeps the name', async () => {
        await store.commit([joins()])
        await store.commit([{ ...empty(), beside: beside(false) }])
        expect(await store.reviewsOf(dana)).toEqual([])
        expect((await store.loadReview(review))?.events).toEqual([joined('Dana')])
      })

      it('is nothing of it where the commit fails', async () => {
        const broken = { ...joins(), documents: [document(draft), document(draft)] }
        await expect(store.commit([broken])).rejects.toThrow()
        expect(await store.reviewsOf(dana)).toEqual([])
      })

      it('is called by the new name everywhere, also where they were from the start', async () => {
        await store.renameMember(alice, 'Alice Roy')
        const names = (await store.loadReview(review))?.people.map(({ name }) => name)
        expect(names).toEqual(['CAROL', 'Alice Roy', 'BOB'])
      })

      it('finds the review on its card under the title that it has now', async () => {
        await store.commit([{ ...joins(), beside: beside(true, 'Another title') }])
        expect((await store.reviewsOf(dana)).map(({ title }) => title)).toEqual(['Another title'])
        await reopen()
        expect((await store.reviewsOf(alice)).map(({ title }) => title)).toEqual(['Another title'])
      })

      it('can use a form that came with the commit', async () => {
        const other = 'e'.repeat(64) as Hash
        const forms = { [other]: instrument }
        await store.commit([{ ...empty(), beside: { ...beside(true), forms } }])
        expect(Object.keys((await store.loadReview(review))?.forms ?? {}).sort()).toEqual([form, other].sort())
        await store.commit([{ ...empty(), documents: [{ ...document(draft), form: other }] }])
      })

      it('may be the first of a review that is created with its first entries, or not at all', async () => {
        const second = 'second' as ReviewId
        const created = { ...newReview(second), people: [] }
        await expect(store.createReview(created, { ...joins(), review: 'nowhere' as ReviewId })).rejects.toThrow()
        expect(await store.loadReview(second)).toBeNull()
        await store.createReview(created, { ...joins(), review: second })
        expect((await store.loadReview(second))?.events).toEqual([joined('Dana')])
        expect(await store.verifyChain(second)).toBeNull()
      })
    })

    it('keeps accounts', async () => {
      const accounts = [
        { id: alice, name: 'Alice', hue: 1, demo: true },
        { id: bob, name: 'Bob', hue: 2, demo: false },
      ]
      for (const account of accounts) await store.createAccount(account)
      await expect(store.createAccount({ id: alice, name: 'Mallory', hue: 3, demo: true })).rejects.toThrow()
      await reopen()
      expect(await store.accounts()).toEqual(accounts)
    })

    describe('a probe', () => {
      for (const mood of ['full', 'read-only'] as const) {
        it(`fails while the disk is ${mood}, and then not any more`, async () => {
          here.setDisk(mood)
          await expect(store.probe()).rejects.toMatchObject({ name: 'StoreFailure', final: false })
          here.setDisk('well')
          await store.probe()
          await store.probe()
        })
      }

      it('leaves nothing that is read', async () => {
        await store.probe()
        expect(await store.loadReview(review)).toEqual({ ...newReview(review), events: [] })
        expect(await store.verifyChain(review)).toBeNull()
      })
    })

    describe('the disk', () => {
      const large = (): Commit => ({ ...empty(), entries: [{ ...edit(draft, 0), bytes: new Uint8Array(200_000) }] })
      beforeEach(() => store.commit([withDocuments(draft), edits(draft, 1)]))

      for (const mood of ['full', 'read-only'] as const) {
        it(`that is ${mood} refuses a commit for now: nothing is kept, and later it works again`, async () => {
          here.setDisk(mood)
          const failure = await store.commit([edits(draft, 2), large()]).catch((error: unknown) => error)
          expect(failure).toBeInstanceOf(StoreFailure)
          expect(failure).toMatchObject({ final: false })
          expect((await store.loadDocument(draft)).tail).toEqual([bytes(1)])
          here.setDisk('well')
          await store.commit([edits(draft, 3)])
          expect((await store.loadDocument(draft)).tail).toEqual([bytes(1), bytes(3)])
          expect(await store.verifyChain(review)).toBeNull()
        })
      }

      it('that fails to write ends all writing of this process, and reading goes on', async () => {
        here.setDisk('broken')
        await expect(store.commit([edits(draft, 2)])).rejects.toMatchObject({ name: 'StoreFailure', final: true })
        here.setDisk('well')
        await expect(store.commit([edits(draft, 3)])).rejects.toMatchObject({ name: 'StoreFailure', final: true })
        await expect(store.quarantine(refusal(alice, 1))).rejects.toMatchObject({ final: true })
        expect((await store.loadDocument(draft)).tail).toEqual([bytes(1)])
        await reopen()
        expect((await store.loadDocument(draft)).tail).toEqual([bytes(1)])
        await store.commit([edits(draft, 4)])
        expect(await store.verifyChain(review)).toBeNull()
      })
    })
  })
}

function newReview(id: ReviewId): NewReview {
  return {
    review: {
      id,
      title: 'A review',
      shortTitle: 'Review',
      reference: 'Somebody et al. 2025',
      registration: null,
      question: NO_QUESTION,
      stages: [{ form: { id: 'instrument', version: 1, hash: form }, mode: 'independent', reviewers: 2 }],
      switchedOff: [],
      invented: 'All of it.',
    },
    people: [person(carol), person(alice), person(bob)],
    studies: [study('zimmer-2020'), study('burke-1994')],
    forms: { [form]: instrument },
  }
}

const instrument: Instrument = {
  id: 'instrument',
  version: 1,
  title: 'An instrument',
  shortTitle: 'Instrument',
  target: 'study',
  cites: [],
  domains: [],
  bands: [],
}

function person(id: PersonId): Person {
  return { id, name: id.toUpperCase(), roles: ['reviewer'], conflictsOfInterest: ['burke-1994' as StudyId], hue: 3 }
}

function study(key: string): Study {
  return {
    id: key as StudyId,
    key,
    label: key,
    design: 'cohort',
    citation: {
      authors: ['Burke A'],
      truncatedAuthors: false,
      title: 'A title',
      journal: 'A journal',
      year: 1994,
      volume: '1',
      issue: '2',
      pages: '3–4',
      doi: null,
      pmid: '1',
    },
  }
}

function empty(): Commit {
  return { review, documents: [], entries: [], owners: [], summaries: [], snapshot: null, command: null }
}

function withDocuments(...ids: readonly DocumentId[]): Commit {
  return { ...empty(), documents: ids.map(document) }
}

function edits(id: DocumentId, ...numbers: readonly number[]): Commit {
  return { ...empty(), entries: numbers.map((number) => edit(id, number)) }
}

function everything(): Commit {
  return {
    review,
    documents: [document(draft)],
    entries: [edit(draft, 1), event(1), edit(draft, 2)],
    owners: [owner(alice)],
    summaries: [summary(draft, 3)],
    snapshot: { number: 1, text: 'frozen' },
    command: { id: 'command-1', person: alice, asked: 'a hash', answer: 'yes' },
  }
}

function notice(id: string, person: PersonId): NewNotice {
  const about = { study: 'study' as StudyId, form: 'tiny', studies: 1, thread: null, comment: null }
  return { id: id as NoticeId, person, at: noon, kind: 'revealed', by: null, ...about }
}

function document(id: DocumentId): StoredDocument {
  return { id, review, kind: 'draft', assessment, owner: id === draft ? alice : null, form, layout: 1 }
}

function edit(id: DocumentId, ...content: readonly number[]): LogEntry & { kind: 'edit' } {
  return { kind: 'edit', document: id, actor: alice, at: noon, bytes: bytes(...content) }
}

function event(number: number): LogEntry {
  return { kind: 'event', event: signed(number) }
}

function signed(number: number): ReviewEvent {
  return { at: noon, actor: alice, type: 'signed', assessment, person: alice, contentHash: `${number}` as Hash }
}

function owner(of: PersonId): Commit['owners'][number] {
  return { document: draft, client: 7, owner: of }
}

function summary(id: DocumentId, answered: number): DocumentSummary {
  return {
    document: id,
    review,
    assessment,
    kind: 'draft',
    owner: alice,
    answered,
    answers: null,
    openCandidates: 0,
    at: noon,
  }
}

function refusal(by: PersonId, size: number): RefusedUpdate {
  return { document: draft, person: by, at: noon, rule: 'field-exists', bytes: new Uint8Array(size) }
}

function bytes(...content: readonly number[]): Uint8Array {
  return Uint8Array.from(content.map((each) => each % 256))
}
