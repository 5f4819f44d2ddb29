import { describe, expect, it } from 'vitest'
import { CLOSE } from '@tandem/wire'
import type { WebSocket } from 'ws'
import { SOCKET_LIMITS } from '../limits.ts'
import { portOf } from './socket.ts'

/** A socket of which so many bytes have not left yet. */
function portWith(bufferedAmount: number) {
  const done: unknown[] = []
  const corks: string[] = []
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount,
    send: (frame: Uint8Array) => done.push(['send', frame.byteLength]),
    resume: () => undefined,
    close: (code: number, reason: string) => done.push(['close', code, reason]),
  }
  const wire = {
    writableCorked: 0,
    cork: () => {
      wire.writableCorked += 1
      corks.push('cork')
    },
    uncork: () => {
      wire.writableCorked -= 1
      corks.push('uncork')
    },
  }
  return { port: portOf(socket as unknown as WebSocket, wire, SOCKET_LIMITS), done, corks }
}

describe('the way back to a client', () => {
  it('takes a frame while as many bytes wait as may, and closes the slow reader at one more', () => {
    const { bufferedBytes } = SOCKET_LIMITS
    const [at, beyond] = [portWith(bufferedBytes), portWith(bufferedBytes + 1)]
    at.port.send(new Uint8Array(3))
    beyond.port.send(new Uint8Array(3))
    expect(at.done).toEqual([['send', 3]])
    expect(beyond.done).toEqual([['close', CLOSE.overloaded, 'slow-reader']])
  })

  it('hands all frames of a turn to the kernel at once', async () => {
    const { port, corks } = portWith(0)
    port.send(new Uint8Array(1))
    port.send(new Uint8Array(1))
    expect(corks).toEqual(['cork'])
    await new Promise(process.nextTick)
    expect(corks).toEqual(['cork', 'uncork'])
    port.send(new Uint8Array(1))
    expect(corks).toEqual(['cork', 'uncork', 'cork'])
  })

  it('is busy where one byte more waits than may when a document is asked for', () => {
    const { unsentAtAnswer } = SOCKET_LIMITS
    expect(portWith(unsentAtAnswer).port.isBusy()).toBe(false)
    expect(portWith(unsentAtAnswer + 1).port.isBusy()).toBe(true)
  })
})
