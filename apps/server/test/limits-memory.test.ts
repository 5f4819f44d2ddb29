/** What was opened and left leaves memory: a thousand documents, counted by what is loaded, waited for and reachable. */
import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { currentAssessment, type DocumentId, type PersonId, type Study, type StudyId } from '@tandem/rules'
import { Core } from '../src/core.ts'
import { GATE_LIMITS, QUARANTINE_LIMITS, REVIEW_LIMITS, ROOM_LIMITS } from '../src/limits.ts'
import type { NewReview, Store } from '../src/store/contract.ts'
import { step1Frame } from '../src/sync/frames.ts'
import { HeldTime } from '../src/testing/held-time.ts'
import { alice, bob, dana, reviewId, smallReview } from '../src/testing/house.ts'
import { MemoryDisk } from '../src/testing/memory-disk.ts'
import { UNWATCHED } from '../src/watch/watch.ts'

const STUDIES = 500
const DOCUMENTS = 2 * STUDIES
/** A review stays longer than its documents, and waits for its own time. */
const REVIEWS = 1

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

it(`${DOCUMENTS} documents that were opened and left leave memory, with their timers`, async () => {
  const time = new HeldTime()
  const watched = watch(new MemoryDisk({ random: randomBytes, quarantine: QUARANTINE_LIMITS }).open())
  const review = reviewOf(STUDIES)
  for (const { id, name, hue } of review.people) await watched.store.createAccount({ id, name, hue, demo: false })
  await watched.store.createReview(review)
  const core = coreOn(watched.store, time)
  const drafts = await assignAll(core, review.studies)
  const visitAll = async (): Promise<void> => {
    for (const [person, draft] of drafts) await visit(core, person, draft)
  }

  await visitAll()
  expect([watched.loads(), time.waiting, watched.reachable()]).toEqual([DOCUMENTS, DOCUMENTS + REVIEWS, DOCUMENTS])
  // Nothing is loaded again while it is there: the count sees the difference.
  await visitAll()
  expect([watched.loads(), time.waiting]).toEqual([DOCUMENTS, DOCUMENTS + REVIEWS])
  time.pass(ROOM_LIMITS.unloadAfter)
  await turns()
  expect([time.waiting, watched.reachable()]).toEqual([REVIEWS, expect.toSatisfy(isNextToNone)])
  // Nobody asks for the review any more.
  time.pass(2 * REVIEW_LIMITS.unloadAfter)
  await turns()
  expect(time.waiting).toBe(0)
  await visitAll()
  expect(watched.loads()).toBe(2 * DOCUMENTS)
  await core.close()
  expect([time.waiting, watched.reachable()]).toEqual([0, expect.toSatisfy(isNextToNone)])
})

/** The engine may still hold what the last functions that ran had in hand. */
const isNextToNone = (count: number): boolean => count < DOCUMENTS / 100

function reviewOf(studies: number): NewReview {
  const review = smallReview()
  const [study] = review.studies as readonly [Study]
  const named = (index: number): Study => ({ ...study, id: `study-${index}` as StudyId, key: `study-${index}` })
  return { ...review, studies: Array.from({ length: studies }, (_, index) => named(index)) }
}

function coreOn(store: Store, time: HeldTime): Core {
  const fail = (error: unknown): never => {
    throw error
  }
  let ids = 0
  return new Core({
    store,
    clock: time.clock,
    newId: () => `id-${(ids += 1)}`,
    schedule: setImmediate,
    later: time.later,
    limits: GATE_LIMITS,
    checkpointEvery: ROOM_LIMITS.checkpointEvery,
    unloadAfter: ROOM_LIMITS.unloadAfter,
    freeze: () => fail(new Error('no snapshot is made here')),
    forms: {},
    watch: UNWATCHED,
    onError: (_doing, error) => fail(error),
    onFatal: fail,
  })
}

async function assignAll(core: Core, studies: readonly Study[]): Promise<readonly (readonly [PersonId, DocumentId])[]> {
  for (const [index, { id: study }] of studies.entries()) {
    const command = { type: 'assign', study, form: 'tiny', reviewers: [alice, bob], reason: null } as const
    const id = `assign-${index}`.padEnd(16, '-')
    expect(await core.reviews.command(reviewId, dana, { id, command })).toEqual({ ok: true })
  }
  const view = (await core.reviews.open(reviewId))?.view
  return studies.flatMap(({ id }) => {
    const slots = (view && currentAssessment(view, id, 'tiny'))?.slots ?? []
    return slots.flatMap(({ reviewer, draft }) => (draft === null ? [] : [[reviewer, draft] as const]))
  })
}

/** Comes, reads the document, and leaves. */
async function visit(core: Core, person: PersonId, document: DocumentId): Promise<void> {
  const heard: Uint8Array[] = []
  const joined = await core.join({
    document,
    person,
    speaksTandem: true,
    client: null,
    port: { send: (frame) => heard.push(frame), isBusy: () => false, close: (code) => expect(code).toBeNull() },
  })
  joined?.receive(step1Frame(new Uint8Array([0])))
  await turns()
  expect(heard.some(([type, kind]) => type === 0 && kind === 1)).toBe(true)
  joined?.leave()
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** A store that counts loads, and knows which of the documents that it handed out somebody still holds. */
function watch(store: Store) {
  const handedOut: WeakRef<object>[] = []
  let loads = 0
  const watched: Store = {
    ...store,
    document: async (id) => {
      const found = await store.document(id)
      if (found === null) return null
      const copy = { ...found }
      handedOut.push(new WeakRef(copy))
      return copy
    },
    loadDocument: (id) => {
      loads += 1
      return store.loadDocument(id)
    },
  }
  return {
    store: watched,
    loads: () => loads,
    reachable: () => {
      collectGarbage()
      return handedOut.filter((ref) => ref.deref() !== undefined).length
    },
  }
}
