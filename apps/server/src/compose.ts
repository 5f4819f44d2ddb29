/** Puts the live core together with the real clock, the real loop and real sockets. */
import { choosableForms } from '@tandem/documents'
import { Core, type CorePorts } from './core.ts'
import type { LiveHandler, SyncHandler } from './http/upgrade.ts'
import { laterByTimer } from './later.ts'
import { GATE_LIMITS, ROOM_LIMITS, SOCKET_LIMITS } from './limits.ts'
import { serveFeed } from './live/socket.ts'
import { freeze } from './review/freeze.ts'
import type { Commit, Store } from './store/contract.ts'
import { serveDocument } from './sync/socket.ts'
import type { Recovery } from './sync/recovery.ts'
import { UNWATCHED, type Watch } from './watch/watch.ts'

export type LiveParts = {
  readonly core: Core
  readonly sync: SyncHandler
  readonly live: LiveHandler
  /** Writes what has been accepted and tells every client to come again. */
  readonly settle: () => Promise<void>
  readonly watch: Watch
  readonly isStoreFull: () => boolean
}

export type LivePorts = {
  readonly store: Store
  readonly clock: () => number
  readonly newId: () => string
  /** Nobody watches unless told. */
  readonly watch?: Watch
  /** Of data that came out of a backup. */
  readonly recovery?: Recovery
  /** What plans may name; the built-in forms unless told. */
  readonly forms?: CorePorts['forms']
  readonly onError: (doing: string, error: unknown) => void
  readonly onFatal: (error: unknown) => void
}

export function composeLive(ports: LivePorts): LiveParts {
  const { watch = UNWATCHED } = ports
  const core = new Core({
    forms: choosableForms(),
    ...ports,
    watch,
    store: timed(ports.store, watch),
    schedule: setImmediate,
    later: laterByTimer,
    limits: GATE_LIMITS,
    checkpointEvery: ROOM_LIMITS.checkpointEvery,
    unloadAfter: ROOM_LIMITS.unloadAfter,
    freeze,
  })
  const stillHere = setInterval(() => core.stillHere(), SOCKET_LIMITS.silence)
  stillHere.unref()
  return {
    core,
    sync: (socket, request) =>
      serveDocument(core, socket, request, { limits: SOCKET_LIMITS, clock: ports.clock, later: laterByTimer }),
    live: (socket, request) => serveFeed(core, socket, request, SOCKET_LIMITS),
    settle: () => {
      clearInterval(stillHere)
      return core.close()
    },
    watch,
    isStoreFull: () => core.isStoreFull,
  }
}

/** Every commit, of edits and of commands, is timed here: the core has no clock fine enough for that, and needs none. */
function timed(store: Store, watch: Watch): Store {
  const tell = (began: number, commits: readonly Commit[], isWritten: boolean): void => {
    const entries = commits.reduce((count, commit) => count + commit.entries.length, 0)
    watch.committed((performance.now() - began) / 1_000, entries, isWritten)
  }
  return {
    ...store,
    async commit(commits) {
      const began = performance.now()
      try {
        await store.commit(commits)
      } catch (error) {
        tell(began, commits, false)
        throw error
      }
      tell(began, commits, true)
    },
  }
}
