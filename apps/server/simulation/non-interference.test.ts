/**
 * 102 random pairs of worlds in the normal run, half of them of people who rate and half of people who extract; `PAIRS=2000`
 * for more. Then leaks, planted one by one: each has to be found, or the comparison proves nothing.
 */
import { answeredIn, isComment, type Assessment, type AssessmentId, type Thread } from '@tandem/rules'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Core } from '../src/core.ts'
import { Extractions } from '../src/review/extractions.ts'
import { Histories } from '../src/review/histories.ts'
import type * as carryOut from '../src/review/carry-out.ts'
import { Inbox } from '../src/review/inbox.ts'
import { OpenReview } from '../src/review/open-review.ts'
import { Reviews } from '../src/review/reviews.ts'
import type { NoticeId } from '../src/store/contract.ts'
import type { ConnectionPort } from '../src/sync/room.ts'
import type * as summary from '../src/sync/summary.ts'
import { difference, KINDS, record, scriptFor, type Kind } from './two-worlds.ts'
import { WORLD_KINDS, type WorldKind } from './world.ts'

const PAIRS = Number(process.env['PAIRS'] ?? 102)
const PER_TEST = 17

async function tellsApart(seed: number, kind: Kind, work: WorldKind): Promise<string | null> {
  const script = scriptFor(seed, kind, work)
  return difference(kind, await record(script, 0), await record(script, 1))
}

describe.each(WORLD_KINDS)('nobody learns what they may not know of others %s:', (work) => {
  const pairs = Math.ceil(PAIRS / WORLD_KINDS.length)
  const starts = Array.from({ length: Math.ceil(pairs / PER_TEST) }, (_, index) => 1 + index * PER_TEST)

  it.each(starts)('pairs from seed %i', async (start) => {
    for (let seed = start; seed < Math.min(start + PER_TEST, 1 + pairs); seed += 1) {
      const kind = KINDS[seed % KINDS.length] as Kind
      expect(await tellsApart(seed, kind, work), `seed ${seed}, ${kind}`).toBeNull()
    }
  })

  it('the same world twice looks the same to everybody', async () => {
    for (const seed of [1, 2, 3]) {
      const script = scriptFor(seed, 'free', work)
      expect(await record(script, 0)).toEqual(await record(script, 0))
    }
  })

  it('a recording has something in it', async () => {
    const recording = await record(scriptFor(1, 'free', work), 0)
    const kinds = new Set([...recording.values()].flat().map(({ what }) => what.split(' ')[0]))
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['GET', 'POST', 'feed', 'frame']))
  })
})

/** Whether the counts of drafts depend on which questions the answers open. */
let countsWhatIsReachable = false

vi.mock(import('../src/sync/summary.ts'), async (original) => {
  const real: typeof summary = await original()
  return {
    summaryOf: (document, form, content, at) => {
      const honest = real.summaryOf(document, form, content, at)
      return countsWhatIsReachable
        ? { ...honest, answered: answeredIn(form, content, { structure: null }).length }
        : honest
    },
  }
})

/** Whether a mention is told as soon as it is written. */
let tellsAtOnce = false

vi.mock(import('../src/review/carry-out.ts'), async (original) => {
  const real: typeof carryOut = await original()
  return {
    ...real,
    commitOf: (view, events, contents, at, newId) => {
      const honest = real.commitOf(view, events, contents, at, newId)
      const mentions = events.flatMap((event) =>
        event.type === 'thread-opened' ? event.mentions.map((person) => ({ event, person })) : [],
      )
      const early = mentions.map(({ event: { anchor, thread, comment }, person }) => ({
        id: newId() as NoticeId,
        at,
        person,
        kind: 'mention' as const,
        by: null,
        study: anchor.study,
        form: anchor.form,
        studies: 1,
        thread,
        comment,
      }))
      return tellsAtOnce ? { ...honest, notices: [...(honest.notices ?? []), ...early] } : honest
    },
  }
})

/** Each is one line that somebody could write in good faith. */
describe('a planted leak is found', () => {
  const SEEDS = 60
  /** The assessments of the edits that the server has taken, since the world began. */
  let edited: AssessmentId[] = []
  /** What a leak does when one is taken. */
  let onEdit: (review: OpenReview, assessment: AssessmentId) => void = () => undefined

  beforeEach(() => {
    const { summarise } = OpenReview.prototype
    vi.spyOn(OpenReview.prototype, 'summarise').mockImplementation(function (this: OpenReview, one) {
      edited.push(one.assessment)
      onEdit(this, one.assessment)
      summarise.call(this, one)
    })
  })

  afterEach(() => {
    vi.restoreAllMocks()
    onEdit = () => undefined
    countsWhatIsReachable = false
    tellsAtOnce = false
  })

  async function isFound(kind: Kind, work: WorldKind = 'rating'): Promise<void> {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const script = scriptFor(seed, kind, work)
      const worlds = []
      for (const world of [0, 1] as const) {
        edited = []
        worlds.push(await record(script, world))
      }
      const [one, two] = worlds
      if (one && two && difference(kind, one, two) !== null) return
    }
    throw new Error(`nobody noticed in ${SEEDS} pairs`)
  }

  it('a counter: the partner’s progress', async () => {
    const { progressFor } = OpenReview.prototype
    vi.spyOn(OpenReview.prototype, 'progressFor').mockImplementation(function (this: OpenReview) {
      return progressFor.call(this, 'carol' as never)
    })
    await isFound('free')
  })

  it('a seq: the review’s own counter as a position in the feed', async () => {
    vi.spyOn(OpenReview.prototype, 'cursorFor').mockImplementation(() => String(edited.length))
    await isFound('free')
  })

  it('a sort order: assessments, the busiest first', async () => {
    const { viewFor } = OpenReview.prototype
    vi.spyOn(OpenReview.prototype, 'viewFor').mockImplementation(function (this: OpenReview, person) {
      const view = viewFor.call(this, person)
      const count = ({ id }: Assessment): number => edited.filter((assessment) => assessment === id).length
      return { ...view, assessments: view.assessments.toSorted((a, b) => count(b) - count(a)) }
    })
    await isFound('free')
  })

  it('a size: an answer padded to the length of the log', async () => {
    const { list } = Reviews.prototype
    vi.spyOn(Reviews.prototype, 'list').mockImplementation(async function (this: Reviews, person) {
      return { ...(await list.call(this, person)), padding: ' '.repeat(edited.length) }
    })
    await isFound('lead')
  })

  it('a timing: frames held back while the server is busy with somebody else', async () => {
    const { join } = Core.prototype
    vi.spyOn(Core.prototype, 'join').mockImplementation(function (this: Core, request) {
      const held: Uint8Array[] = []
      const port: ConnectionPort = {
        ...request.port,
        send: (frame) => {
          held.push(frame)
          if (edited.length % 2 === 0) for (const late of held.splice(0)) request.port.send(late)
        },
      }
      return join.call(this, request.person === 'bob' ? request : { ...request, port })
    })
    await isFound('free')
  })

  it('a presence: an empty sign of life to everybody when somebody comes', async () => {
    const ports: ConnectionPort[] = []
    const { join } = Core.prototype
    vi.spyOn(Core.prototype, 'join').mockImplementation(function (this: Core, request) {
      for (const port of ports) port.send(Uint8Array.of(1, 1, 0))
      ports.push(request.port)
      return join.call(this, request)
    })
    await isFound('free')
  })

  it('an error text: a refusal that mentions the state of the others', async () => {
    const { command } = Reviews.prototype
    vi.spyOn(Reviews.prototype, 'command').mockImplementation(async function (this: Reviews, id, person, request) {
      const answer = await command.call(this, id, person, request)
      if (!answer || answer.ok) return answer
      return { ...answer, sentence: `${answer.sentence} ${edited.length > 9 ? 'The others have begun.' : ''}` }
    })
    await isFound('lead')
  })

  it('an export: a frozen file that counts what is not revealed', async () => {
    const { snapshot } = Reviews.prototype
    vi.spyOn(Reviews.prototype, 'snapshot').mockImplementation(async function (this: Reviews, id, person, number) {
      const file = await snapshot.call(this, id, person, number)
      return file && { ...file, text: `${file.text}\n${edited.length}` }
    })
    await isFound('free')
  })

  it('a history entry: the fingerprint of what was submitted', async () => {
    const { append, viewFor } = OpenReview.prototype
    const submitted = new WeakMap<OpenReview, unknown[]>()
    vi.spyOn(OpenReview.prototype, 'append').mockImplementation(function (this: OpenReview, events, summaries) {
      const known = submitted.get(this) ?? []
      submitted.set(this, [...known, ...events.filter(({ type }) => type === 'submitted')])
      append.call(this, events, summaries)
    })
    vi.spyOn(OpenReview.prototype, 'viewFor').mockImplementation(function (this: OpenReview, person) {
      return { ...viewFor.call(this, person), history: submitted.get(this) ?? [] }
    })
    await isFound('counted')
  })

  it('a thread: what is held, shown like the rest', async () => {
    const { threadsFor } = OpenReview.prototype
    vi.spyOn(OpenReview.prototype, 'threadsFor').mockImplementation(function (this: OpenReview) {
      return threadsFor.call(this, 'carol' as never)
    })
    await isFound('free')
  })

  it('a notice: a mention that is told before the reveal', async () => {
    tellsAtOnce = true
    await isFound('free')
  })

  it('an unread badge: a count of all mentions that there are', async () => {
    const { append } = OpenReview.prototype
    let threads: readonly Thread[] = []
    vi.spyOn(OpenReview.prototype, 'append').mockImplementation(function (this: OpenReview, events, summaries) {
      append.call(this, events, summaries)
      threads = this.view.threads
    })
    vi.spyOn(Inbox.prototype, 'unread').mockImplementation(async (person) => {
      const comments = threads.flatMap(({ entries }) => entries.filter(isComment))
      return comments.filter(({ mentions }) => mentions.includes(person)).length
    })
    await isFound('free')
  })

  it.each(WORLD_KINDS)('a total that depends on reachability, of people who are %s', async (work) => {
    countsWhatIsReachable = true
    await isFound('counted', work)
  })

  it('a table: a row for each study that somebody has begun', async () => {
    const { of } = Extractions.prototype
    vi.spyOn(Extractions.prototype, 'of').mockImplementation(async function (this: Extractions, view, person, form) {
      const honest = await of.call(this, view, person, form)
      const begun = view.assessments.filter(({ id }) => edited.includes(id))
      const rows = begun.map(({ id, study, form: version }) => ({
        study,
        assessment: id,
        form: version,
        drafts: [],
        shared: null,
      }))
      return honest && [...honest, ...rows]
    })
    await isFound('free', 'extracting')
  })

  it('a warning: what new SDs are compared with, of drafts as well', async () => {
    const { settledSds } = Extractions.prototype
    vi.spyOn(Extractions.prototype, 'settledSds').mockImplementation(async function (
      this: Extractions,
      view,
      person,
      form,
    ) {
      const honest = await settledSds.call(this, view, person, form)
      const begun = view.assessments.filter(({ id }) => edited.includes(id))
      return honest && [...honest, ...begun.map(({ study }) => ({ study, sds: {} }))]
    })
    await isFound('free', 'extracting')
  })

  it('a history of a question: of a draft, for whoever knows its id', async () => {
    const { ofItem } = Histories.prototype
    vi.spyOn(Histories.prototype, 'ofItem').mockImplementation(function (this: Histories, view, _, id, item) {
      return ofItem.call(this, view, 'bob' as never, id, item)
    })
    await isFound('counted', 'extracting')
  })

  it('the moments of a document: of a draft, for whoever knows its id', async () => {
    const { ofDocument } = Histories.prototype
    vi.spyOn(Histories.prototype, 'ofDocument').mockImplementation(function (this: Histories, view, _, id) {
      return ofDocument.call(this, view, 'bob' as never, id)
    })
    await isFound('counted', 'extracting')
  })

  it('a sign that something was extracted, also where it is blind', async () => {
    const { watch } = OpenReview.prototype
    const ports = new Map<OpenReview, Parameters<typeof watch>[2][]>()
    vi.spyOn(OpenReview.prototype, 'watch').mockImplementation(function (this: OpenReview, person, cursor, port) {
      ports.set(this, [...(ports.get(this) ?? []), port])
      return watch.call(this, person, cursor, port)
    })
    onEdit = (review, assessment) => {
      for (const port of ports.get(review) ?? []) port.send({ type: 'extracted', assessment })
    }
    await isFound('free', 'extracting')
  })
})
