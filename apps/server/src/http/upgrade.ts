/**
 * From an HTTP upgrade to a socket with a person behind it.
 *
 *   path unknown                            404, before the upgrade
 *   foreign Origin or Host                  403, before the upgrade
 *   no session                              upgrade, then close 4401
 *   a page of another version of the wire   upgrade, then close 4426
 *   too many sockets                        upgrade, then close 1013
 *   else                                    the handler of the path
 *
 * Those between are upgraded first because a browser shows a refused upgrade as code 1006, and y-websocket then tries
 * again for ever; 4401 stops it. Nothing is read from a socket that was not handed on.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { DocumentId, PersonId, ReviewId } from '@tandem/rules'
import { CLOSE, isUnderstood, TANDEM_PARAMETER } from '@tandem/wire'
import type { SessionSockets } from '../auth/session-sockets.ts'
import type { AuthenticateUpgrade, UpgradeAnswer } from '../auth/upgrade.ts'
import type { Later } from '../later.ts'
import type { Watch } from '../watch/watch.ts'
import { answerRaw, type HeaderTable } from './headers.ts'
import { keepHeartbeat, type HeartbeatPorts } from './heartbeat.ts'
import { socketThatTells } from './telling-socket.ts'

export type SocketRequest = {
  readonly query: URLSearchParams
  readonly person: PersonId
  readonly sessionId: string
  /** The connection beneath the socket. */
  readonly wire: Duplex
}
export type SyncRequest = SocketRequest & { readonly document: DocumentId }
export type LiveRequest = SocketRequest & { readonly review: ReviewId }
export type SyncHandler = (socket: WebSocket, request: SyncRequest) => void
export type LiveHandler = (socket: WebSocket, request: LiveRequest) => void

export type UpgradeLimits = HeartbeatPorts['limits'] & {
  readonly acceptsPerSecond: number
  readonly acceptsPerSecondAndPerson: number
  readonly perPerson: number
  readonly frameBytes: number
  /** Milliseconds. */
  readonly closing: number
}

export type UpgradePorts = {
  readonly authenticate: AuthenticateUpgrade
  readonly sessionSockets: SessionSockets
  readonly sync: SyncHandler
  readonly live: LiveHandler
  readonly headers: HeaderTable
  /** Somebody is signed in on this connection. */
  readonly onPerson: (socket: Duplex) => void
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly later: Later
  readonly limits: UpgradeLimits
  readonly watch: Pick<Watch, 'socketClosed'>
  readonly onError: (doing: string, error: unknown) => void
}

type Known = Extract<UpgradeAnswer, { kind: 'person' }>
/** Where a path leads, and what the client said of itself. */
type Door = { readonly query: URLSearchParams; readonly enter: (socket: WebSocket, known: Known) => void }

export class Upgrades {
  readonly #ports: UpgradePorts
  readonly #sockets: WebSocketServer
  readonly #accepts: Accepts
  readonly #acceptsByPerson = new Map<PersonId, Accepts>()
  readonly #countOf = new Map<PersonId, number>()
  #isClosing = false

  constructor(ports: UpgradePorts) {
    this.#ports = ports
    this.#accepts = new Accepts(ports.limits.acceptsPerSecond, ports.clock)
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: ports.limits.frameBytes,
      closeTimeout: ports.limits.closing,
      // Compression would make sizes depend on content, and lets small frames unpack into large ones.
      perMessageDeflate: false,
      WebSocket: socketThatTells(ports.watch.socketClosed),
      // @types/ws does not know closeTimeout yet.
    } as ConstructorParameters<typeof WebSocketServer>[0])
    this.#sockets.on('error', (error) => ports.onError('sockets', error))
    // A malformed handshake; `ws` would answer without our headers.
    this.#sockets.on('wsClientError', (_, socket) => answerRaw(socket, '400 Bad Request', ports.headers))
  }

  /** For the server's `upgrade` event. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Before anything is read: an error without a listener would end the process. The close that follows is enough.
    socket.on('error', () => socket.destroy())
    this.#admit(request, socket, head).catch((error: unknown) => {
      this.#ports.onError('upgrade', error)
      answerRaw(socket, '503 Service Unavailable', this.#ports.headers)
    })
  }

  refuseNew(): void {
    this.#isClosing = true
  }

  /** Closes every socket so that clients come again. */
  async closeAll(): Promise<void> {
    const closed = [...this.#sockets.clients].map((socket) => new Promise((done) => socket.once('close', done)))
    for (const socket of this.#sockets.clients) {
      // A paused socket would never see the other side's answer.
      socket.resume()
      socket.close(CLOSE.tryAgain, 'stopping')
    }
    await Promise.all(closed)
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const door = doorFor(request, this.#ports)
    if (door === null) return answerRaw(socket, '404 Not Found', this.#ports.headers)
    const who = await this.#authenticate(request)
    if (who.kind === 'foreign') return answerRaw(socket, '403 Forbidden', this.#ports.headers)
    if (this.#isClosing) return answerRaw(socket, '503 Service Unavailable', this.#ports.headers)
    if (who.kind === 'person') this.#ports.onPerson(socket)
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#handOn(webSocket, who, door))
  }

  /** No turn of the loop lies between the answer and its use: a session that ends later finds the socket. */
  async #authenticate(request: IncomingMessage): Promise<UpgradeAnswer> {
    const { endings } = this.#ports.sessionSockets
    const answer = await this.#ports.authenticate(request)
    return endings === this.#ports.sessionSockets.endings ? answer : this.#authenticate(request)
  }

  #handOn(socket: WebSocket, who: UpgradeAnswer, { query, enter }: Door): void {
    socket.on('error', (error) => this.#ports.onError('socket', error))
    if (who.kind !== 'person') return socket.close(CLOSE.signedOut, 'signed-out')
    if (!isUnderstood(query.get(TANDEM_PARAMETER))) return socket.close(CLOSE.outdated, 'outdated')
    if (!this.#acceptsOf(who.person).take() || !this.#accepts.take() || !this.#count(socket, who.person))
      return socket.close(CLOSE.overloaded, 'too-many-sockets')
    const forget = this.#ports.sessionSockets.add(who.sessionId, () => {
      socket.resume()
      socket.close(CLOSE.signedOut, 'signed-out')
    })
    socket.once('close', forget)
    keepHeartbeat(socket, this.#ports)
    enter(socket, who)
  }

  /** One's own share is asked first: what it refuses takes nothing from the others. */
  #acceptsOf(person: PersonId): Accepts {
    const known = this.#acceptsByPerson.get(person)
    if (known) return known
    const { limits, clock } = this.#ports
    const accepts = new Accepts(limits.acceptsPerSecondAndPerson, clock)
    this.#acceptsByPerson.set(person, accepts)
    return accepts
  }

  /** @returns false if this person has as many sockets as they may. */
  #count(socket: WebSocket, person: PersonId): boolean {
    const count = this.#countOf.get(person) ?? 0
    if (count >= this.#ports.limits.perPerson) return false
    this.#countOf.set(person, count + 1)
    socket.once('close', () => this.#uncount(person))
    return true
  }

  #uncount(person: PersonId): void {
    const count = (this.#countOf.get(person) ?? 1) - 1
    if (count === 0) this.#countOf.delete(person)
    else this.#countOf.set(person, count)
  }
}

function doorFor(request: IncomingMessage, { sync, live }: UpgradePorts): Door | null {
  const url = URL.parse(request.url ?? '', 'http://path.invalid')
  const [, kind, id] = /^\/(sync|live)\/([\w-]{1,64})$/.exec(url?.pathname ?? '') ?? []
  if (url === null || id === undefined) return null
  const query = url.searchParams
  const wire = request.socket
  return {
    query,
    enter: (socket, { person, sessionId }) =>
      kind === 'sync'
        ? sync(socket, { document: id as DocumentId, query, person, sessionId, wire })
        : live(socket, { review: id as ReviewId, query, person, sessionId, wire }),
  }
}

/** At most so many in each second. */
class Accepts {
  readonly #perSecond: number
  readonly #clock: () => number
  #second = 0
  #taken = 0

  constructor(perSecond: number, clock: () => number) {
    this.#perSecond = perSecond
    this.#clock = clock
  }

  take(): boolean {
    const second = Math.floor(this.#clock() / 1_000)
    if (second !== this.#second) [this.#second, this.#taken] = [second, 0]
    this.#taken += 1
    return this.#taken <= this.#perSecond
  }
}
