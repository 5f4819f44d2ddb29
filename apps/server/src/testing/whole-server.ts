/** For tests: the whole server over real sockets, with a small review whose first study Alice and Bob rate. */
import { hashOf } from '@tandem/documents'
import {
  currentAssessment,
  firstStage,
  type Assessment,
  type Command,
  type DocumentId,
  type Instrument,
  type Json,
  type PersonId,
} from '@tandem/rules'
import { COMPLETE, OTHER } from '@tandem/rules/testing'
import type { WebSocket } from 'ws'
import { composeLive } from '../compose.ts'
import type { Core } from '../core.ts'
import { laterByTimer } from '../later.ts'
import { SOCKET_LIMITS } from '../limits.ts'
import { serveFeed } from '../live/socket.ts'
import { serveDocument, type SocketLimits } from '../sync/socket.ts'
import { alice, bob, dana, erin, firstStudy, reviewId, smallReview } from './house.ts'
import { SocketClient } from './socket-client.ts'
import { emptyReviews, startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'

export type WholeServerOptions = TestServerOptions & {
  readonly instrument?: Instrument
  readonly documentLimits?: Partial<SocketLimits>
  /** The server's end of each socket of a document. */
  readonly onSocket?: (socket: WebSocket) => void
}

export type WholeServer = TestServer & {
  readonly core: Core
  assessment(): Promise<Assessment>
  draft(person: PersonId): Promise<DocumentId>
  /** Both submit and differ, so that there is a shared document. */
  consensus(): Promise<DocumentId>
  does(person: PersonId, command: Command): Promise<void>
  /** A client that has the document already. */
  client(person: PersonId, document: DocumentId): Promise<SocketClient>
  /** How many entries the log has for the document. */
  entries(document: DocumentId): Promise<number>
}

export async function startWholeServer(options: WholeServerOptions = {}): Promise<WholeServer> {
  const { instrument, documentLimits, onSocket, ...others } = options
  const { clock = Date.now, later = laterByTimer } = others
  const late: { core?: Core } = {}
  const core = (): Core => {
    if (!late.core) throw new Error('not composed yet')
    return late.core
  }
  const ports = { limits: { ...SOCKET_LIMITS, ...documentLimits }, clock, later }
  const server = await startTestServer({
    reviews: {
      ...emptyReviews,
      read: (review, person) => core().reviews.read(review, person),
      command: (review, person, request) => core().reviews.command(review, person, request),
    },
    sync: (socket, request) => {
      onSocket?.(socket)
      serveDocument(core(), socket, request, ports)
    },
    live: (socket, request) => serveFeed(core(), socket, request, ports.limits),
    settle: () => settle(),
    ...others,
  })
  let ids = 0
  const newId = (): string => `whole-server-${(ids += 1)}`.padEnd(24, '-')
  const fail = (error: unknown): never => {
    throw error
  }
  const { core: composed, settle } = composeLive({
    store: server.store,
    clock,
    newId,
    onError: (_doing, error) => fail(error),
    onFatal: fail,
  })
  late.core = composed
  await server.store.createAccount({ id: erin, name: 'Erin', hue: 5, demo: false })
  const created = smallReview(instrument)
  await server.store.createReview(created)
  const form = firstStage(created.review).form.id
  const whole = { ...server, core: composed, ...reviewOn(server, composed, newId, form) }
  await whole.does(dana, { type: 'assign', study: firstStudy, form, reviewers: [alice, bob], reason: null })
  return whole
}

function reviewOn(
  server: TestServer,
  core: Core,
  newId: () => string,
  form: string,
): Omit<WholeServer, keyof TestServer | 'core'> {
  const assessment = async (): Promise<Assessment> => {
    const review = await core.reviews.open(reviewId)
    const found = review && currentAssessment(review.view, firstStudy, form)
    if (!found) throw new Error('unassigned')
    return found
  }
  const draft = async (person: PersonId): Promise<DocumentId> => {
    const found = (await assessment()).slots.find(({ reviewer }) => reviewer === person)?.draft
    if (!found) throw new Error('no draft')
    return found
  }
  const does = async (person: PersonId, command: Command): Promise<void> => {
    const answer = await core.reviews.command(reviewId, person, { id: newId(), command })
    if (!answer?.ok) throw new Error(`${command.type} was refused: ${answer?.denial.rule ?? 'not found'}`)
  }
  const client = async (person: PersonId, document: DocumentId): Promise<SocketClient> =>
    SocketClient.open(server.port, await server.signIn(person), document)
  const submit = async (person: PersonId, answers: Readonly<Record<string, Json>>): Promise<void> => {
    const writer = await client(person, await draft(person))
    for (const [item, option] of Object.entries(answers)) writer.set(item, option)
    await writer.saved()
    const contentHash = hashOf(writer.plain())
    await does(person, { type: 'submit', assessment: (await assessment()).id, contentHash })
  }
  return {
    assessment,
    draft,
    does,
    client,
    async consensus() {
      await submit(alice, COMPLETE)
      await submit(bob, OTHER)
      const document = (await assessment()).consensus?.document
      if (!document) throw new Error('not revealed')
      return document
    },
    async entries(document) {
      const { checkpoint, tail } = await server.store.loadDocument(document)
      return (checkpoint?.upTo ?? 0) + tail.length
    },
  }
}
