/**
 * Signs of life on a socket. A peer can vanish without a word: a laptop closed, a cable pulled, a half-open connection.
 * TCP would notice after a quarter of an hour; until then the others see a ghost.
 *
 * So each socket is pinged, and one that is silent after that is cut. Any frame is a sign of life, for the pong may stand
 * behind a large one. A socket that we ourselves do not read at the moment is not judged.
 *
 * `ws` answers pings by itself. They are counted here, for an answer costs the server more than the question.
 */
import { CLOSE } from '@tandem/wire'
import type { WebSocket } from 'ws'
import type { Later } from '../later.ts'
import { Allowance, type Rate } from '../sync/rate.ts'

export type HeartbeatPorts = {
  readonly limits: {
    /** Milliseconds. */
    readonly heartbeat: { readonly every: number; readonly answer: number }
    readonly pings: Rate
  }
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly later: Later
}

export function keepHeartbeat(socket: WebSocket, { limits, clock, later }: HeartbeatPorts): void {
  const { every, answer } = limits.heartbeat
  const pings = new Allowance(limits.pings, clock)
  let isHeard = false
  const hear = (): void => {
    isHeard = true
  }
  const ask = (): void => {
    isHeard = false
    socket.ping()
    callOff = later(answer, judge)
  }
  const judge = (): void => {
    if (!isHeard && !socket.isPaused) return socket.terminate()
    callOff = later(every - answer, ask)
  }
  let callOff = later(every, ask)
  socket.on('pong', hear)
  socket.on('message', hear)
  socket.on('ping', () => {
    hear()
    if (!pings.take()) socket.close(CLOSE.overloaded, 'too-many-pings')
  })
  socket.once('close', () => callOff())
}
