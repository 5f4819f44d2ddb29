/** Puts the live core together with the real clock, the real loop and real sockets. */
import type { DocumentId, PlainDocument, ReviewView } from '@tandem/rules'
import { buildSnapshot } from '@tandem/reports'
import { Core } from './core.ts'
import type { LiveHandler, SyncHandler } from './http/upgrade.ts'
import { GATE_LIMITS, ROOM_LIMITS, SOCKET_LIMITS } from './limits.ts'
import { serveFeed } from './live/socket.ts'
import type { SnapshotMade } from './review/reviews.ts'
import type { Store } from './store/contract.ts'
import { serveDocument } from './sync/socket.ts'

export type LiveParts = {
  readonly core: Core
  readonly sync: SyncHandler
  readonly live: LiveHandler
  /** Writes what has been accepted and tells every client to come again. */
  readonly settle: () => Promise<void>
}

export type LivePorts = {
  readonly store: Store
  readonly clock: () => number
  readonly newId: () => string
  readonly onError: (doing: string, error: unknown) => void
  readonly onFatal: (error: unknown) => void
}

export function composeLive(ports: LivePorts): LiveParts {
  const core = new Core({
    ...ports,
    schedule: setImmediate,
    later,
    limits: GATE_LIMITS,
    checkpointEvery: ROOM_LIMITS.checkpointEvery,
    unloadAfter: ROOM_LIMITS.unloadAfter,
    freeze,
  })
  const stillHere = setInterval(() => core.stillHere(), SOCKET_LIMITS.silence)
  stillHere.unref()
  return {
    core,
    sync: (socket, request) => serveDocument(core, socket, request, SOCKET_LIMITS),
    live: (socket, request) => serveFeed(core, socket, request, SOCKET_LIMITS),
    settle: () => {
      clearInterval(stillHere)
      return core.close()
    },
  }
}

function later(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds)
  // An idle document keeps no process alive.
  timer.unref()
  return () => clearTimeout(timer)
}

function freeze(view: ReviewView, documents: Readonly<Record<DocumentId, PlainDocument>>, event: SnapshotMade) {
  const { at, actor, label, reason, number } = event
  if (actor === 'system') throw new Error('a snapshot is made by a person')
  const contents = new Map(Object.entries(documents) as [DocumentId, PlainDocument][])
  const { contentId, bytes } = buildSnapshot({
    view,
    documents: contents,
    made: { at, by: actor, label, reason, number },
  })
  return { contentId, text: new TextDecoder().decode(bytes) }
}
