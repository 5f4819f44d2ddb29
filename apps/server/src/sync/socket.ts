/** A WebSocket as a connection of a room. All that knows `ws` on the way to a document. */
import type { DocumentId, PersonId } from '@tandem/rules'
import { CLIENT_PARAMETER, CLOSE, TANDEM_PARAMETER } from '@tandem/wire'
import type { WebSocket } from 'ws'
import type { Core } from '../core.ts'

export type SocketLimits = { readonly bufferedBytes: number }

export type SyncRequest = { readonly document: string; readonly query: URLSearchParams; readonly person: PersonId }

export function serveDocument(core: Core, socket: WebSocket, request: SyncRequest, limits: SocketLimits): void {
  const client = clientOf(request.query)
  if (client === 'malformed') return socket.close(CLOSE.malformed, 'client-id')
  let leave = (): void => {}
  let isClosed = false
  socket.on('close', () => {
    isClosed = true
    leave()
  })
  // Nothing is read before the document is loaded: the first answer always carries it.
  socket.pause()
  const port = portOf(socket, limits)
  core
    .join({
      document: request.document as DocumentId,
      person: request.person,
      port,
      speaksTandem: request.query.has(TANDEM_PARAMETER),
      client,
    })
    .then((joined) => {
      if (!joined) return
      leave = joined.leave
      if (isClosed) return leave()
      socket.on('message', (data, isBinary) => {
        // A text frame is no message of this protocol.
        if (isBinary && data instanceof Buffer) joined.receive(new Uint8Array(data))
        else socket.close(CLOSE.malformed, 'text-frame')
      })
      socket.resume()
    })
    .catch(() => socket.close(CLOSE.tryAgain, 'loading-failed'))
}

/** A slow reader is closed, never served a gap: a dropped frame would be a silent divergence. */
export function portOf(
  socket: WebSocket,
  limits: SocketLimits,
): { send: (frame: Uint8Array) => void; close: (code: number, reason: string) => void } {
  return {
    send: (frame) => {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > limits.bufferedBytes) return socket.close(CLOSE.overloaded, 'slow-reader')
      socket.send(frame)
    },
    close: (code, reason) => {
      // A paused socket would never see the other side's answer.
      socket.resume()
      socket.close(code, reason)
    },
  }
}

/** The Yjs client id that our client declares; null for a stock client. */
function clientOf(query: URLSearchParams): number | null | 'malformed' {
  const text = query.get(CLIENT_PARAMETER)
  if (text === null) return null
  return /^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff ? Number(text) : 'malformed'
}
