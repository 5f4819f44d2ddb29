/** A WebSocket as a connection of a room. All that knows `ws` on the way to a document. */
import type { DocumentId, PersonId } from '@tandem/rules'
import { CLIENT_PARAMETER, CLOSE, TANDEM_PARAMETER } from '@tandem/wire'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Core, Joined } from '../core.ts'
import type { Later } from '../later.ts'
import { PacedReading, type Pausable } from './paced-reading.ts'
import { Allowance, type Rate } from './rate.ts'
import type { ConnectionPort } from './room.ts'

export type SocketLimits = {
  readonly bufferedBytes: number
  readonly unsentAtAnswer: number
  readonly messages: Rate
  /** Bytes. */
  readonly messageBytes: number
}

export type SocketPorts = {
  readonly limits: SocketLimits
  readonly clock: () => number
  readonly later: Later
}

export type SyncRequest = {
  readonly document: string
  readonly query: URLSearchParams
  readonly person: PersonId
  /** The connection beneath the socket. */
  readonly wire: Pick<Duplex, 'writableCorked' | 'cork' | 'uncork'>
}

export function serveDocument(core: Core, socket: WebSocket, request: SyncRequest, ports: SocketPorts): void {
  const client = clientOf(request.query)
  if (client === 'malformed') return socket.close(CLOSE.malformed, 'client-id')
  let isClosed = false
  socket.on('close', () => {
    isClosed = true
  })
  // Nothing is read before the document is loaded: the first answer always carries it.
  socket.pause()
  core
    .join({
      document: request.document as DocumentId,
      person: request.person,
      port: portOf(socket, request.wire, ports.limits),
      speaksTandem: request.query.has(TANDEM_PARAMETER),
      client,
    })
    .then((joined) => {
      if (!joined) return
      if (isClosed) return joined.leave()
      hear(socket, joined, ports)
      socket.resume()
    })
    .catch(() => socket.close(CLOSE.tryAgain, 'loading-failed'))
}

function hear(socket: WebSocket, joined: Joined, { limits, clock, later }: SocketPorts): void {
  const reading = new PacedReading<Uint8Array>({
    source: pausable(socket),
    allowance: new Allowance(limits.messages, clock),
    cost: (frame) => Math.max(1, Math.ceil(frame.byteLength / limits.messageBytes)),
    later,
    handOn: joined.receive,
  })
  socket.on('message', (data, isBinary) => {
    if (isBinary && data instanceof Buffer) return reading.take(new Uint8Array(data))
    // A text frame is no message of this protocol. Leaving first: what follows it is not read any more.
    joined.leave()
    socket.close(CLOSE.malformed, 'text-frame')
  })
  socket.on('close', () => reading.end(joined.leave))
}

function pausable(socket: WebSocket): Pausable {
  return {
    // A socket that is being closed has to be read, or it would never see the other side's answer.
    pause: () => void (socket.readyState === socket.OPEN && socket.pause()),
    resume: () => socket.resume(),
  }
}

/** A slow reader is closed, never served a gap: a dropped frame would be a silent divergence. */
export function portOf(
  socket: WebSocket,
  wire: SyncRequest['wire'],
  limits: Pick<SocketLimits, 'bufferedBytes' | 'unsentAtAnswer'>,
): ConnectionPort {
  const close = (code: number, reason: string): void => {
    // A paused socket would never see the other side's answer.
    socket.resume()
    socket.close(code, reason)
  }
  return {
    send: (frame) => {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > limits.bufferedBytes) return close(CLOSE.overloaded, 'slow-reader')
      gather(wire)
      socket.send(frame)
    },
    isBusy: () => socket.bufferedAmount > limits.unsentAtAnswer,
    close,
  }
}

/** A commit has several frames for one reader, and the kernel is called once for all of them. */
function gather(wire: SyncRequest['wire']): void {
  if (wire.writableCorked > 0) return
  wire.cork()
  process.nextTick(() => wire.uncork())
}

/** The Yjs client id that our client declares; null for a stock client. */
function clientOf(query: URLSearchParams): number | null | 'malformed' {
  const text = query.get(CLIENT_PARAMETER)
  if (text === null) return null
  return /^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff ? Number(text) : 'malformed'
}
