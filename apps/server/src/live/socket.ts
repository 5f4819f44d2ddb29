/** A WebSocket as a watcher of a review's live feed. The server speaks, the client listens. */
import type { PersonId, ReviewId } from '@tandem/rules'
import { CLOSE, type LiveMessage } from '@tandem/wire'
import type { WebSocket } from 'ws'
import type { Core } from '../core.ts'

export type FeedLimits = { readonly bufferedBytes: number }

export type LiveRequest = { readonly review: string; readonly query: URLSearchParams; readonly person: PersonId }

export function serveFeed(core: Core, socket: WebSocket, request: LiveRequest, limits: FeedLimits): void {
  let stop = (): void => {}
  let isClosed = false
  socket.on('close', () => {
    isClosed = true
    stop()
  })
  socket.on('message', () => socket.close(CLOSE.malformed, 'listen-only'))
  const close = (code: number, reason: string): void => socket.close(code, reason)
  const send = (message: LiveMessage): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > limits.bufferedBytes) return close(CLOSE.overloaded, 'slow-reader')
    socket.send(JSON.stringify(message))
  }
  core
    .watch(request.review as ReviewId, request.person, request.query.get('cursor') ?? '0', { send, close })
    .then((stopWatching) => {
      if (stopWatching === null) return
      stop = stopWatching
      if (isClosed) stop()
    })
    .catch(() => close(CLOSE.tryAgain, 'loading-failed'))
}
